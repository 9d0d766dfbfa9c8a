//! Types that depend, by way of a trait, on the interface that they are used in.
//!
//! In the description of such an interface `Itself` stands for it, and for `Itself` the trait gives another type. So
//! what is compared must have the type that the trait gives for the interface.

use hotswap::object::{AnyObj, Interface};
use hotswap::prelude::*;

/// What each side needs: a trait that names a type, and a type that holds one by way of it.
///
/// `Itself` has the same name type on both sides, and all of them have one layout.
macro_rules! named {
    ($name:ty: { $($interface:tt)* }) => {
        pub(super) trait Named {
            type Name: hotswap::Abi + Clone;
        }

        impl Named for Obj<hotswap::shape::Itself> {
            type Name = [usize; 4];
        }

        impl Named for Obj<dyn I> {
            type Name = $name;
        }

        #[derive(hotswap::Abi)]
        pub(super) struct Carrier<T: Named + 'static> {
            pub(super) name: T::Name,
        }

        impl<T: Named> Clone for Carrier<T> {
            fn clone(&self) -> Self {
                Self { name: self.name.clone() }
            }
        }

        #[hotswap::interface]
        pub(super) trait I { $($interface)* }
    };
}

/// The same interface, where a name is four words for the host and a text for the plugin.
macro_rules! differ {
    ($($test:ident: { $($interface:tt)* } says $text:literal)*) => {$(
        #[test]
        fn $test() {
            #[allow(unused_imports)]
            mod host {
                use hotswap::prelude::*;
                named!([usize; 4]: { $($interface)* });
            }
            #[allow(unused_imports)]
            mod plugin {
                use hotswap::prelude::*;
                named!(String: { $($interface)* });
            }
            let text = crate::difference::<dyn host::I, dyn plugin::I>();
            assert_eq!(text, $text);
        }
    )*};
}

differ! {
    a_result_that_depends_on_the_interface_is_compared:
        { fn get(&self) -> Carrier<Obj<dyn I>>; }
        says "method get: result: Carrier: field name: host [usize; 4], plugin String"
    so_is_one_that_may_be_an_error:
        { fn get(&self) -> hotswap::Result<Carrier<Obj<dyn I>>>; }
        says "method get: result: hotswap::Result<_>: Carrier: field name: host [usize; 4], plugin String"
    so_is_an_argument:
        { fn put(&self, n: u8, carrier: Carrier<Obj<dyn I>>); }
        says "method put: argument 2 (carrier): Carrier: field name: host [usize; 4], plugin String"
    so_is_one_that_is_lent:
        { fn put(&self, carriers: &[Carrier<Obj<dyn I>>]); }
        says "method put: argument 1 (carriers): &[_]: Carrier: field name: host [usize; 4], plugin String"
    so_is_one_deep_inside_others:
        { fn put(&self, carriers: Vec<Option<(u8, Carrier<Obj<dyn I>>)>>); }
        says "method put: argument 1 (carriers): Vec<_>: Option<_>: element 1: Carrier: field name: host [usize; 4], plugin String"
    so_is_one_beside_the_object_itself:
        { fn twins(&self, of: &Obj<dyn I>) -> Vec<(Obj<dyn I>, Carrier<Obj<dyn I>>)>; }
        says "method twins: result: Vec<_>: element 1: Carrier: field name: host [usize; 4], plugin String"
}

/// Interfaces that stand in each other, of which one is described by its name alone in the other.
macro_rules! each_other {
    ($side:ident, $name:ty) => {
        mod $side {
            use hotswap::prelude::*;

            pub(super) trait Named {
                type Name: hotswap::Abi;
            }

            // For the placeholder of the other interface in the description.
            impl<I: ?Sized + hotswap::object::Interface> Named for Is<I> {
                type Name = [usize; 4];
            }

            pub(super) struct Is<I: ?Sized>(std::marker::PhantomData<I>);

            #[derive(hotswap::Abi)]
            pub(super) struct Carrier<T: 'static>
            where
                T: Others,
            {
                pub(super) name: T::Name,
            }

            pub(super) trait Others {
                type Name: hotswap::Abi;
            }

            impl<I: 'static + hotswap::object::Interface> Others for Obj<I> {
                type Name = <Is<I> as Named>::Name;
            }

            impl Others for Obj<dyn Child> {
                type Name = $name;
            }

            #[hotswap::interface]
            pub(super) trait Parent {
                #[hotswap(recursive)]
                fn child(&self) -> Carrier<Obj<dyn Child>>;
            }

            #[hotswap::interface]
            pub(super) trait Child {
                fn parent(&self) -> Option<Obj<dyn Parent>>;
            }
        }
    };
}

each_other!(host, [usize; 4]);
each_other!(plugin, String);

#[test]
fn a_type_that_depends_on_an_interface_which_is_but_a_name_is_compared() {
    let text = crate::difference::<dyn host::Parent, dyn plugin::Parent>();
    assert_eq!(
        text,
        "method child: result: Carrier: field name: host [usize; 4], plugin String"
    );
}

/// What a host asks an object for is what the object's own table says, so one of the other kind is never taken for it.
#[test]
fn an_object_of_the_other_interface_is_not_taken_for_one() {
    struct Family;

    impl plugin::Parent for Family {
        fn child(&self) -> plugin::Carrier<Obj<dyn plugin::Child>> {
            plugin::Carrier {
                name: "a text of the plugin".to_owned(),
            }
        }
    }

    let object = AnyObj::from(Obj::<dyn plugin::Parent>::new(Family));
    assert!(object.clone().downcast::<dyn host::Parent>().is_none());
    let parent = object.downcast::<dyn plugin::Parent>().expect("it is one");
    assert_eq!(plugin::Parent::child(&parent).name, "a text of the plugin");
}

/// No type depends on the interface, so the description is the outline, and no interface is described twice.
#[test]
fn what_does_not_depend_on_the_interface_is_described_once() {
    #[hotswap::interface]
    trait Node {
        fn next(&self) -> Option<Obj<dyn Node>>;
        fn link(
            &self,
            to: &Obj<dyn Node>,
            others: &[Obj<dyn Node>],
            more: Vec<(u8, Obj<dyn Node>)>,
        );
    }
    let (whole, outline) = (<dyn Node>::TYPE, <dyn Node>::OUTLINE);
    assert_eq!(whole.tree(), outline.tree());
    assert_eq!(whole.fingerprint(), outline.fingerprint());
}
