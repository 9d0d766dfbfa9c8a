//! Live data lent for a call.

use super::LiveData;
use crate::raw::RawSlice;

/// Live data lent to a hook.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct LentData {
    form: RawSlice<u8>,
}

impl LentData {
    /// Lends `data` for a call.
    pub fn new(data: &LiveData) -> Self {
        Self {
            form: RawSlice::new(data.form()),
        }
    }

    /// # Safety
    ///
    /// The data that was lent is alive.
    pub(crate) unsafe fn to_data(self) -> LiveData {
        // SAFETY: LENT: by the contract of this function.
        let form = unsafe { self.form.as_slice() };
        LiveData::from_form(form.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_layout_is_frozen() {
        assert_eq!(size_of::<LentData>(), 2 * size_of::<usize>());
    }
}
