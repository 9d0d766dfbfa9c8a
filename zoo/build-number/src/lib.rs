#![forbid(unsafe_code)]
#![no_std]
//! A number in the file of a plugin, which the zoo changes for each new build.
//!
//! Linking some of the plugins takes seconds, so the zoo does not link twenty builds of each. It changes this number in
//! copies of one file. The plugin tells the number when it is asked, which shows that the new file is the one that runs.

/// What stands before the six digits in the file.
pub const MARK: &str = "zoo build number: ";

/// Puts the number into a plugin, and the function `build`, which tells it.
#[macro_export]
macro_rules! build_number {
    () => {
        #[hotswap::plugin_fn]
        fn build() -> String {
            static BUILD: [u8; 24] = *b"zoo build number: 000000";
            // Read when it is asked for: the compiler knows another number.
            let build = std::hint::black_box(&BUILD);
            String::from_utf8_lossy(&build[$crate::MARK.len()..]).into_owned()
        }
    };
}
