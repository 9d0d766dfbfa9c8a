//! The maps and sets of std. They cross as a list of their entries.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::hash::{BuildHasher, Hash};

use super::Abi;
use super::depth;
use super::levels::{Depth, Levels};
use crate::shape::{Kind, Part, Shape, TypeDesc};

macro_rules! collection {
    ($name:literal, $ty:ty, [$($param:ident)+] [$($bounds:tt)*], $entry:ty, |$one:pat_param| $($part:ident)+) => {
        impl<$($bounds)*> Shape for $ty {
            const TYPE: &'static TypeDesc = &TypeDesc::new(
                Kind::Generic,
                $name,
                &[$(Part { label: "", ty: $param::TYPE }),+],
            );
        }

        // SAFETY: C-LAYOUT: it crosses as a vector of its entries.
        unsafe impl<$($bounds)*> Abi for $ty {
            type Repr = <Vec<$entry> as Abi>::Repr;

            fn check_depth(&self, levels: Levels) -> Depth {
                let mut entries = self.iter();
                entries.try_for_each(|$one| {
                    $(depth::check($part, levels)?;)+
                    Ok(())
                })
            }

            fn lower(self) -> Self::Repr {
                self.into_iter().collect::<Vec<_>>().lower()
            }

            unsafe fn lift(repr: Self::Repr) -> Self {
                // SAFETY: LOWERED: it was lowered as this vector.
                unsafe { <Vec<$entry>>::lift(repr) }.into_iter().collect()
            }
        }
    };
}

collection!("HashMap", HashMap<K, V, S>, [K V]
    [K: Abi + Eq + Hash, V: Abi, S: BuildHasher + Default + 'static], (K, V), |(key, value)| key value);
collection!("BTreeMap", BTreeMap<K, V>, [K V] [K: Abi + Ord, V: Abi], (K, V), |(key, value)| key value);
collection!("HashSet", HashSet<T, S>, [T]
    [T: Abi + Eq + Hash, S: BuildHasher + Default + 'static], T, |member| member);
collection!("BTreeSet", BTreeSet<T>, [T] [T: Abi + Ord], T, |member| member);
