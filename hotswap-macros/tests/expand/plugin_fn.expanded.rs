fn hum(repeat: u32, text: &str, others: Vec<Job>) -> hotswap::Result<String> {
    Ok(text.repeat(repeat as usize))
}
const _: () = {
    use ::hotswap::__private as __hotswap;
    #[doc(hidden)]
    #[allow(non_local_definitions)]
    #[macro_export]
    macro_rules! a_plugin_fn_called_hum {
        () => {};
    }
    enum __Function {}
    const __CRATE: &__hotswap::core::primitive::str = __hotswap::crate_of(
        __hotswap::core::module_path!(),
    );
    impl __hotswap::Parameter<0usize> for __Function {
        type Type<'call> = u32;
        type Resolved<'call> = <u32 as __hotswap::Argument<'call>>::Itself;
    }
    impl __hotswap::Parameter<1usize> for __Function {
        type Type<'call> = &'call str;
        type Resolved<'call> = <&'call str as __hotswap::Argument<'call>>::Itself;
    }
    impl __hotswap::Parameter<2usize> for __Function {
        type Type<'call> = Vec<Job>;
        type Resolved<'call> = <Vec<
            <Job as __hotswap::Value>::Itself,
        > as __hotswap::Argument<'call>>::Itself;
    }
    impl __hotswap::Returns for __Function {
        type Type = hotswap::Result<String>;
        type Resolved = <hotswap::Result<String> as __hotswap::Outcome>::Itself;
    }
    impl __hotswap::Function3 for __Function {
        const NAME: &'static __hotswap::core::primitive::str = "hum";
        const CRATE: __hotswap::core::option::Option<
            &'static __hotswap::core::primitive::str,
        > = __hotswap::core::option::Option::Some(__CRATE);
        const LABELS: [&'static __hotswap::core::primitive::str; 3usize] = [
            "repeat",
            "text",
            "others",
        ];
        type Receiver = __hotswap::NoReceiver;
        fn call<'call>(
            (): <Self::Receiver as __hotswap::Receiver>::Lent<'call>,
            __arg0: <Self as __hotswap::Parameter<0usize>>::Type<'call>,
            __arg1: <Self as __hotswap::Parameter<1usize>>::Type<'call>,
            __arg2: <Self as __hotswap::Parameter<2usize>>::Type<'call>,
        ) -> <Self as __hotswap::Returns>::Type {
            hum(__arg0, __arg1, __arg2)
        }
    }
    const __RECORD: __hotswap::ItemRecord = __hotswap::ItemRecord {
        krate: __CRATE,
        kind: __hotswap::ItemKind::PluginFn,
        name: <__Function as __hotswap::Function3>::NAME,
        signature: <__Function as __hotswap::Function3>::SIGNATURE,
    };
    #[used]
    #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__hotswap"))]
    #[cfg_attr(not(target_vendor = "apple"), unsafe(link_section = ".hotswap"))]
    static __BYTES: [__hotswap::core::primitive::u8; __RECORD.encoded_len()] = __RECORD
        .encode();
    __hotswap::item!(
        unsafe { __hotswap::Item::new(__RECORD.kind, __RECORD.name, __RECORD.signature
        .fingerprint(), < __Function as __hotswap::Function3 > ::ENTRIES, & __BYTES,) }
    );
};
