//! What the tests of hotswap share: real plugins, built by real compilers.
