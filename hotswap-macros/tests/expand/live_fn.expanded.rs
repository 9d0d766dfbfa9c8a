pub fn greet() {}
const _: () = {
    use ::hotswap::__private as __hotswap;
    #[doc(hidden)]
    #[allow(non_local_definitions)]
    #[macro_export]
    macro_rules! a_live_fn_called_greetings {
        () => {};
    }
    enum __Function {}
    const __CRATE: &__hotswap::core::primitive::str = __hotswap::crate_of(
        __hotswap::core::module_path!(),
    );
    impl __hotswap::Returns for __Function {
        type Type = ();
        type Resolved = <() as __hotswap::Outcome>::Itself;
    }
    impl __hotswap::Function0 for __Function {
        const NAME: &'static __hotswap::core::primitive::str = "greetings";
        const CRATE: __hotswap::core::option::Option<
            &'static __hotswap::core::primitive::str,
        > = __hotswap::core::option::Option::Some(__CRATE);
        const LABELS: [&'static __hotswap::core::primitive::str; 0usize] = [];
        type Receiver = __hotswap::NoReceiver;
        fn call<'call>(
            (): <Self::Receiver as __hotswap::Receiver>::Lent<'call>,
        ) -> <Self as __hotswap::Returns>::Type {
            greet()
        }
    }
    const __RECORD: __hotswap::ItemRecord = __hotswap::ItemRecord {
        krate: __CRATE,
        kind: __hotswap::ItemKind::LiveFn,
        name: <__Function as __hotswap::Function0>::NAME,
        signature: <__Function as __hotswap::Function0>::SIGNATURE,
    };
    #[used]
    #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__hotswap"))]
    #[cfg_attr(not(target_vendor = "apple"), unsafe(link_section = ".hotswap"))]
    static __BYTES: [__hotswap::core::primitive::u8; __RECORD.encoded_len()] = __RECORD
        .encode();
    __hotswap::item!(
        unsafe { __hotswap::Item::new(__RECORD.kind, __RECORD.name, __RECORD.signature
        .fingerprint(), < __Function as __hotswap::Function0 > ::ENTRIES, & __BYTES,) }
    );
};
