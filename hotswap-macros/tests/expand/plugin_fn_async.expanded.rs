async fn fetch(address: &str) -> hotswap::Result<String> {
    get(address).await
}
const _: () = {
    use ::hotswap::__private as __hotswap;
    #[doc(hidden)]
    #[allow(non_local_definitions)]
    #[macro_export]
    macro_rules! a_plugin_fn_called_fetch {
        () => {};
    }
    enum __Function {}
    const __CRATE: &__hotswap::core::primitive::str = __hotswap::crate_of(
        __hotswap::core::module_path!(),
    );
    impl __hotswap::Parameter<0usize> for __Function {
        type Type<'call> = &'call str;
        type Resolved<'call> = <&'call str as __hotswap::AsyncArgument<'call>>::Itself;
    }
    impl __hotswap::Returns for __Function {
        type Type = hotswap::Result<String>;
        type Resolved = <hotswap::Result<String> as __hotswap::Outcome>::Itself;
        const TYPE: &'static __hotswap::TypeDesc = __hotswap::returned_async::<Self>();
    }
    impl __hotswap::AsyncFunction1 for __Function {
        const NAME: &'static __hotswap::core::primitive::str = "fetch";
        const CRATE: __hotswap::core::option::Option<
            &'static __hotswap::core::primitive::str,
        > = __hotswap::core::option::Option::Some(__CRATE);
        const LABELS: [&'static __hotswap::core::primitive::str; 1usize] = ["address"];
        type Receiver = __hotswap::NoReceiver;
        fn call<'call>(
            (): <Self::Receiver as __hotswap::Receiver>::Lent<'call>,
            __arg0: <Self as __hotswap::Parameter<0usize>>::Type<'call>,
        ) -> impl __hotswap::core::future::Future<
            Output = <Self as __hotswap::Returns>::Type,
        > + __hotswap::core::marker::Send {
            fetch(__arg0)
        }
    }
    const __RECORD: __hotswap::ItemRecord = __hotswap::ItemRecord {
        krate: __CRATE,
        kind: __hotswap::ItemKind::PluginFn,
        name: <__Function as __hotswap::AsyncFunction1>::NAME,
        signature: <__Function as __hotswap::AsyncFunction1>::SIGNATURE,
    };
    #[used]
    #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__hotswap"))]
    #[cfg_attr(not(target_vendor = "apple"), unsafe(link_section = ".hotswap"))]
    static __BYTES: [__hotswap::core::primitive::u8; __RECORD.encoded_len()] = __RECORD
        .encode();
    __hotswap::item!(
        unsafe { __hotswap::Item::new(__RECORD.kind, __RECORD.name, __RECORD.signature
        .fingerprint(), < __Function as __hotswap::AsyncFunction1 > ::ENTRIES, &
        __BYTES,) }
    );
};
