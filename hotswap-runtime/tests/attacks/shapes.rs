//! Types that pass for others.

use crate::attack::attack;
use crate::plugin::Attacker;
use crate::stage::{Stage, step};

/// The crate that host and plugin share, in the host's version. All names are four words.
#[allow(unreachable_pub, reason = "it is an api crate for the plugins")]
pub(crate) mod shared {
    use hotswap::prelude::*;

    pub trait Ident {
        type Id: hotswap::Abi + Clone;
    }
    // All others, and what stands for an interface in its own description.
    impl<T: hotswap::Abi + hotswap::object::Interface> Ident for Obj<T> {
        type Id = [usize; 4];
    }
    impl Ident for Obj<dyn Names> {
        type Id = [usize; 4];
    }
    #[derive(hotswap::Abi)]
    pub struct Carrier<T: Ident + 'static> {
        pub id: T::Id,
    }
    /// It stands in its own signature, so its description cuts there.
    #[hotswap::interface]
    pub trait Names {
        fn get(&self, n: u32) -> Carrier<Obj<dyn Names>>;
        fn put(&self, carrier: Carrier<Obj<dyn Names>>) -> String;
    }
}

/// The plugin has version 2 of that crate: names have become text.
fn carrier() -> Attacker {
    Attacker::of(
        "carrier",
        "use hotswap::prelude::*;
         pub trait Ident { type Id: hotswap::Abi + Clone; }
         impl<T: hotswap::Abi + hotswap::object::Interface> Ident for Obj<T> { type Id = [usize; 4]; }
         impl Ident for Obj<dyn Names> { type Id = String; }
         #[derive(hotswap::Abi)] pub struct Carrier<T: Ident + 'static> { pub id: T::Id }
         #[hotswap::interface] pub trait Names {
             fn get(&self, n: u32) -> Carrier<Obj<dyn Names>>;
             fn put(&self, carrier: Carrier<Obj<dyn Names>>) -> String;
         }
         #[derive(Default)] pub struct P;
         #[hotswap::plugin(exports = dyn Names)] impl Plugin for P {}
         impl Names for P {
             fn get(&self, n: u32) -> Carrier<Obj<dyn Names>> { Carrier { id: format!(\"secret {n}\") } }
             fn put(&self, carrier: Carrier<Obj<dyn Names>>) -> String { carrier.id.to_uppercase() }
         }
         #[derive(hotswap::Abi)] pub struct Named { pub name: String }
         #[plugin_fn] fn make() -> Named { Named { name: \"a text of the plugin\".into() } }
         #[plugin_fn] fn show(named: Named) -> String { named.name.to_uppercase() }",
    )
}

/// Never an object of the other version: if it compiles at all, it does not fit.
#[test]
fn an_interface_in_its_own_signature_does_not_pass_for_another_version() {
    attack(|| {
        let stage = Stage::empty(&[carrier()], |builder| builder);
        stage.publish("carrier");
        if let Err(error) = stage.swapper.load(&hotswap::LiveData::none()) {
            return step(error);
        }
        let export = stage
            .swapper
            .current()
            .export::<dyn shared::Names>("carrier");
        step(export.map(drop).expect_err("an argument has another type"));
    });
}

/// As a struct of a `String` called `name`, in the eyes of 64-bit FNV-1a: the name of the field was searched for it.
#[derive(hotswap::Abi)]
#[expect(
    non_snake_case,
    reason = "the search had underscores to choose from, too"
)]
struct Words {
    #[rustfmt::skip]
    xxgw1mahsjzy1jx1zogs3igatc2_glfwuga340d33j2p3opxhxgxa12brcgcystfx_ccdqp2kyajifewr1hzjvrjnz_ashcsoj0xpq0tapoegd2jtcod3tnlhzynbhwfmp0k0fuccvfxrka143jqgrrupiid1olfgjrbgjkbkwwrazrcb2kr0v01v224euvy_uobm30qijox3ochs00fiqi4__bel1mloany3gk0fofc1zhtisasq4e_jm0e0zz_yaptgo2pihux1af4sl3rmcu0mxwpfvdpkzealzrfg1vrjmjt_: [usize; 4],
}

#[test]
fn a_struct_whose_field_name_was_searched_for_does_not_pass_for_another() {
    attack(|| {
        let stage = Stage::of(&[carrier()]);
        let words = stage.try_call::<Words>("carrier", "make", ());
        step(words.map(drop).expect_err("the plugin gives a text"));
        #[rustfmt::skip]
        let words = Words { xxgw1mahsjzy1jx1zogs3igatc2_glfwuga340d33j2p3opxhxgxa12brcgcystfx_ccdqp2kyajifewr1hzjvrjnz_ashcsoj0xpq0tapoegd2jtcod3tnlhzynbhwfmp0k0fuccvfxrka143jqgrrupiid1olfgjrbgjkbkwwrazrcb2kr0v01v224euvy_uobm30qijox3ochs00fiqi4__bel1mloany3gk0fofc1zhtisasq4e_jm0e0zz_yaptgo2pihux1af4sl3rmcu0mxwpfvdpkzealzrfg1vrjmjt_: [1, 2, 3, 4] };
        let shown = stage.try_call::<String>("carrier", "show", (words,));
        step(shown.expect_err("the plugin takes a text"));
    });
}

/// Safe code may not read a text that has been dropped: rustc refuses to compile it, or the text is there.
#[test]
fn a_view_of_a_dropped_text_is_no_text() {
    attack(|| {
        let reads = Attacker::of(
            "reads",
            "use hotswap::prelude::*;
             use hotswap::{abi::AbiArg, raw::RawStr};
             #[derive(Default)] pub struct P;
             #[hotswap::plugin] impl Plugin for P {}
             #[plugin_fn] fn read() -> String {
                 let mut view = {
                     let text = String::from(\"a text that is dropped at the end of this block, and was long\");
                     RawStr::new(&text)
                 };
                 let others: Vec<String> = (0..1000).map(|n| format!(\"{n:0>61}\")).collect();
                 let text = <&str as AbiArg<'_>>::get(&mut view).to_owned();
                 drop(others);
                 text
             }",
        );
        let built = std::panic::catch_unwind(|| reads.build(0).build());
        if built.is_err() {
            return step("it is not compiled");
        }
        let stage = Stage::of(&[reads]);
        let text: String = stage.call("reads", "read", ());
        assert_eq!(
            text,
            "a text that is dropped at the end of this block, and was long"
        );
    });
}
