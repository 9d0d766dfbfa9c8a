//! Reading a library without running it.
