//! The slots through which a library calls others: finds and patches them.
//!
//! A library reaches a function of another through a slot in its own memory, which the loader has filled.
//! Its relocation table says which slots there are.
//!
//! # Invariant
//!
//! The loader has read the tables already to open the library, so they are valid.

use std::collections::BTreeSet;
use std::ffi::{CStr, c_char};

use libc::Elf64_Sym as Symbol;

use super::image::{DynamicEntry, Image};
use super::pages::{self, Patch};
use super::ledger::Ledger;
use super::{addresses, trampolines, environment, keys};
use crate::guest::NotAdopted;
use crate::log::{TARGET, log};

const DT_PLTRELSZ: i64 = 2;
const DT_STRTAB: i64 = 5;
const DT_SYMTAB: i64 = 6;
const DT_RELA: i64 = 7;
const DT_RELASZ: i64 = 8;
const DT_JMPREL: i64 = 23;
const DT_RELACOUNT: i64 = 0x6fff_fff9;

/// The kinds of relocations that fill a word with an address: plain, for data, for calls.
#[cfg(target_arch = "x86_64")]
const WORDS: [u32; 3] = [1, 6, 7];
#[cfg(target_arch = "aarch64")]
const WORDS: [u32; 3] = [257, 1025, 1026];

/// An entry of a relocation table.
#[repr(C)]
#[derive(Clone, Copy)]
struct Relocation {
    offset: usize,
    info: u64,
    addend: i64,
}

/// A slot to be patched.
struct Slot {
    function: &'static str,
    patch: Patch,
}

/// Points the slots for all functions that are followed at the host, and returns the names of these functions.
///
/// # Errors
///
/// [`NotAdopted`] if a slot cannot be patched.
///
/// # Safety
///
/// The image is mapped, and no function of it is called before this is over.
pub(super) unsafe fn patch(
    image: &Image,
    ledger: &Ledger,
) -> Result<Vec<&'static str>, NotAdopted> {
    let library = ledger.name();
    let wanted = |function: &CStr| {
        if let Some(what) = addresses::keeps(function) {
            ledger.add_known_by(what);
        }
        replacement(function)
    };
    // SAFETY: ELF-IMAGE: the image is mapped, by the contract of this function.
    let tables = unsafe { Tables::of(image) };
    // SAFETY: ELF-IMAGE: they are the tables of this image.
    let slots = unsafe { tables.slots(image, library, wanted) }?;
    let followed: BTreeSet<_> = slots.iter().map(|slot| slot.function).collect();
    let followed: Vec<_> = followed.into_iter().collect();
    let patches = slots.iter().map(|slot| slot.patch);
    // SAFETY: AT-REST: slots are words of the image, and none of its code runs, by the contract of this function.
    match unsafe { pages::write(image, patches) } {
        Ok(()) => Ok(followed),
        Err(why) => Err(NotAdopted::Slot {
            library: library.to_owned(),
            function: followed.join(", "),
            why,
        }),
    }
}

/// Slots that are redirected until this is dropped.
pub(super) struct Redirection<'a> {
    image: &'a Image,
    /// Their previous values.
    before: Vec<Patch>,
}

/// Redirects the slots for some functions, for a while. `None` if there is no slot for the first of them, or if a slot
/// cannot be redirected: then all slots are unchanged.
///
/// # Safety
///
/// The image is mapped, and none of its code runs now, nor when the redirection is dropped.
pub(super) unsafe fn redirect<'a>(
    image: &'a Image,
    functions: &[(&'static CStr, usize)],
) -> Option<Redirection<'a>> {
    // SAFETY: ELF-IMAGE: the image is mapped, by the contract of this function.
    let tables = unsafe { Tables::of(image) };
    let wanted = |name: &CStr| {
        let (function, to) = functions.iter().find(|(function, _)| name == *function)?;
        Some((function.to_str().ok()?, *to))
    };
    // SAFETY: ELF-IMAGE: they are the tables of this image.
    let slots = unsafe { tables.slots(image, "", wanted) }.ok()?;
    let (_, first) = functions.first()?;
    if !slots.iter().any(|slot| slot.patch.value == *first) {
        return None;
    }
    let before = slots.iter().map(|slot| Patch {
        // SAFETY: ELF-IMAGE: the slot is a word of the image.
        value: unsafe { slot.patch.place.read() },
        ..slot.patch
    });
    let redirection = Redirection {
        image,
        before: before.collect(),
    };
    // SAFETY: AT-REST: slots are words of the image, and none of its code runs, by the contract of this function.
    let written = unsafe { pages::write(image, slots.iter().map(|slot| slot.patch)) };
    if let Err(why) = &written {
        log(|| tracing::debug!(name: "slot_not_redirected", target: TARGET, why, "a slot is not redirected"));
    }
    written.is_ok().then_some(redirection)
}

impl Drop for Redirection<'_> {
    fn drop(&mut self) {
        // SAFETY: AT-REST: none of the code of the image runs at this moment, by the contract of `redirect`.
        let written = unsafe { pages::write(self.image, self.before.iter().copied()) };
        if let Err(why) = written {
            log(|| tracing::debug!(name: "slot_not_restored", target: TARGET, why, "a slot stays redirected"));
        }
    }
}

/// The host's function for one of the C library's.
fn replacement(function: &CStr) -> Option<(&'static str, usize)> {
    let place = |function: *const ()| function.addr();
    Some(match function.to_bytes() {
        // C++ has a name of its own for this function.
        b"__cxa_thread_atexit_impl" | b"__cxa_thread_atexit" => (
            "__cxa_thread_atexit_impl",
            place(trampolines::thread_atexit as *const ()),
        ),
        b"pthread_key_create" => ("pthread_key_create", place(trampolines::key_create as *const ())),
        b"pthread_key_delete" => ("pthread_key_delete", place(keys::delete as *const ())),
        b"pthread_getspecific" => ("pthread_getspecific", place(keys::value as *const ())),
        b"pthread_setspecific" => ("pthread_setspecific", place(keys::set as *const ())),
        b"pthread_create" => ("pthread_create", place(trampolines::thread_create as *const ())),
        b"sigaction" | b"__sigaction" => ("sigaction", place(trampolines::set_action as *const ())),
        b"signal" | b"bsd_signal" | b"ssignal" => {
            ("signal", place(trampolines::set_signal as *const ()))
        }
        b"sysv_signal" | b"__sysv_signal" => {
            ("sysv_signal", place(trampolines::set_sysv_signal as *const ()))
        }
        b"sigset" => ("sigset", place(trampolines::set_sigset as *const ())),
        b"getenv" => ("getenv", place(trampolines::environment_get as *const ())),
        b"secure_getenv" | b"__secure_getenv" => (
            "secure_getenv",
            place(trampolines::environment_get_unless_secure as *const ()),
        ),
        b"setenv" => ("setenv", place(environment::set as *const ())),
        b"unsetenv" => ("unsetenv", place(environment::unset as *const ())),
        b"putenv" => ("putenv", place(environment::put as *const ())),
        b"clearenv" => ("clearenv", place(environment::clear as *const ())),
        b"dlopen" => ("dlopen", place(trampolines::open as *const ())),
        _ => return addresses::replacement(function),
    })
}

/// A library may be closed even if one of these cannot be followed in it.
fn is_dispensable(function: &str) -> bool {
    matches!(
        function,
        "getenv" | "secure_getenv" | "setenv" | "unsetenv" | "clearenv"
    )
}

/// The usual name of a function that is not followed, and by which a library could leave something on a thread.
pub(super) fn unfollowed(function: &CStr) -> Option<&'static str> {
    Some(match function.to_bytes() {
        // C11's names for functions that are followed: too rare to support.
        b"thrd_create" => "thrd_create",
        b"tss_create" => "tss_create",
        // `dlmopen` opens a library in another namespace, with another C library.
        b"dlmopen" => "dlmopen",
        // All other names that are compared below are names of C++.
        name if !name.starts_with(b"_Z") => return None,
        // libstdc++ calls these through its own slots, with addresses of the library that calls it.
        name if name.starts_with(b"_ZNSt6thread15_M_start_thread") => "std::thread",
        name if name.starts_with(b"_ZSt25notify_all_at_thread_exit") => {
            "std::notify_all_at_thread_exit"
        }
        name if name.starts_with(b"_ZNSt13__future_base11_State_baseV211_Make_ready") => {
            "std::promise::set_value_at_thread_exit"
        }
        // libstdc++ keeps an address for the whole process in these.
        b"_ZSt13set_terminatePFvvE" => "std::set_terminate",
        b"_ZSt15set_new_handlerPFvvE" => "std::set_new_handler",
        b"_ZNSt6locale6globalERKS_" => "std::locale::global",
        name if name.starts_with(b"_ZNSt3pmr20set_default_resource") => {
            "std::pmr::set_default_resource"
        }
        _ => return None,
    })
}

/// The addresses at which the loader has found symbols and relocations.
#[derive(Default)]
struct Tables {
    symbols: usize,
    names: usize,
    /// Start and size in bytes.
    relocations: [(usize, usize); 2],
}

impl Tables {
    /// # Safety
    ///
    /// The image is mapped.
    unsafe fn of(image: &Image) -> Self {
        let mut tables = Self::default();
        let mut relative = 0;
        // SAFETY: ELF-IMAGE: the image is mapped, by the contract of this function.
        for DynamicEntry { tag, value } in unsafe { image.dynamic() } {
            // glibc has added the base to these values on all systems that are supported here.
            match tag {
                DT_SYMTAB => tables.symbols = value,
                DT_STRTAB => tables.names = value,
                DT_RELA => tables.relocations[0].0 = value,
                DT_RELASZ => tables.relocations[0].1 = value,
                DT_JMPREL => tables.relocations[1].0 = value,
                DT_PLTRELSZ => tables.relocations[1].1 = value,
                DT_RELACOUNT => relative = value,
                _ => {}
            }
        }
        // The loader adds the base to the words of the first `DT_RELACOUNT` relocations, and does not read their kinds
        // (`elf_dynamic_do_Rela`). So none of them is a slot. They are most of the table.
        let (start, size) = &mut tables.relocations[0];
        let skipped = relative.saturating_mul(size_of::<Relocation>()).min(*size);
        *start += skipped;
        *size -= skipped;
        tables
    }

    /// # Safety
    ///
    /// `self` has the tables of `image`.
    unsafe fn slots(
        &self,
        image: &Image,
        library: &str,
        wanted: impl Fn(&CStr) -> Option<(&'static str, usize)>,
    ) -> Result<Vec<Slot>, NotAdopted> {
        let mut slots = Vec::new();
        for (start, size) in self.relocations {
            for number in 0..size / size_of::<Relocation>() {
                let place = start + number * size_of::<Relocation>();
                // SAFETY: ELF-IMAGE: the table has that many entries.
                let relocation = unsafe { *(place as *const Relocation) };
                // SAFETY: ELF-IMAGE: the relocation is an entry of a table of the image.
                let slot = unsafe { self.slot(relocation, image, library, &wanted) }?;
                slots.extend(slot);
            }
        }
        Ok(slots)
    }

    /// The slot of a relocation; `None` if it is for something that is not followed.
    ///
    /// # Safety
    ///
    /// `relocation` is an entry of a table of `image`.
    unsafe fn slot(
        &self,
        relocation: Relocation,
        image: &Image,
        library: &str,
        wanted: impl Fn(&CStr) -> Option<(&'static str, usize)>,
    ) -> Result<Option<Slot>, NotAdopted> {
        let number = (relocation.info >> 32) as usize;
        if number == 0 {
            return Ok(None);
        }
        // SAFETY: ELF-IMAGE: a relocation of the image names this symbol.
        let (symbol, name) = unsafe { self.symbol(number) };
        if let Some(function) = unfollowed(name).filter(|_| symbol.st_shndx == 0) {
            return Err(NotAdopted::Unfollowed {
                library: library.to_owned(),
                function: function.to_owned(),
            });
        }
        let Some((function, to)) = wanted(name) else {
            return Ok(None);
        };
        let slot = Slot {
            function,
            patch: Patch {
                place: (image.base() + relocation.offset) as *mut usize,
                value: to,
            },
        };
        match relocation.obstacle(symbol) {
            None => Ok(Some(slot)),
            Some(_) if is_dispensable(function) => Ok(None),
            Some(why) => Err(NotAdopted::Slot {
                library: library.to_owned(),
                function: function.to_owned(),
                why: why.to_owned(),
            }),
        }
    }

    /// # Safety
    ///
    /// A relocation of the image names this symbol.
    unsafe fn symbol(&self, number: usize) -> (&Symbol, &CStr) {
        let place = self.symbols + number * size_of::<Symbol>();
        // SAFETY: ELF-IMAGE: the image has a symbol of this number, by the contract of this function.
        let symbol = unsafe { &*(place as *const Symbol) };
        let name = self.names + symbol.st_name as usize;
        // SAFETY: ELF-IMAGE: the name of a symbol is a text in the table of names.
        (symbol, unsafe { CStr::from_ptr(name as *const c_char) })
    }
}

impl Relocation {
    /// Why the word that it fills cannot be replaced by another address.
    fn obstacle(&self, symbol: &Symbol) -> Option<&'static str> {
        let kind = self.info as u32;
        if !WORDS.contains(&kind) {
            return Some("it is not a plain word");
        }
        if self.addend != 0 {
            return Some("it points beside the function");
        }
        (symbol.st_shndx != 0).then_some("the library brings its own")
    }
}
