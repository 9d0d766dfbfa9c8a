impl World {
    fn hum(&self, repeat: u32) -> String {
        self.text.repeat(repeat as usize)
    }
    async fn sing_it(self: Arc<Self>) {}
    fn plain(&self) {}
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
    impl __hotswap::Returns for __Function {
        type Type = String;
        type Resolved = <String as __hotswap::Outcome>::Itself;
    }
    impl __hotswap::Function1 for __Function {
        const NAME: &'static __hotswap::core::primitive::str = "hum";
        const CRATE: __hotswap::core::option::Option<
            &'static __hotswap::core::primitive::str,
        > = __hotswap::core::option::Option::Some(__CRATE);
        const LABELS: [&'static __hotswap::core::primitive::str; 1usize] = ["repeat"];
        type Receiver = __hotswap::OfPlugin<<World as __hotswap::HasStatics>::Itself>;
        fn call<'call>(
            __this: <Self::Receiver as __hotswap::Receiver>::Lent<'call>,
            __arg0: <Self as __hotswap::Parameter<0usize>>::Type<'call>,
        ) -> <Self as __hotswap::Returns>::Type {
            <World>::hum(__this.get(), __arg0)
        }
    }
    const __RECORD: __hotswap::ItemRecord = __hotswap::ItemRecord {
        krate: __CRATE,
        kind: __hotswap::ItemKind::PluginFn,
        name: <__Function as __hotswap::Function1>::NAME,
        signature: <__Function as __hotswap::Function1>::SIGNATURE,
    };
    #[used]
    #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__hotswap"))]
    #[cfg_attr(not(target_vendor = "apple"), unsafe(link_section = ".hotswap"))]
    static __BYTES: [__hotswap::core::primitive::u8; __RECORD.encoded_len()] = __RECORD
        .encode();
    __hotswap::item!(
        unsafe { __hotswap::Item::new(__RECORD.kind, __RECORD.name, __RECORD.signature
        .fingerprint(), < __Function as __hotswap::Function1 > ::ENTRIES, & __BYTES,) }
    );
};
const _: () = {
    use ::hotswap::__private as __hotswap;
    #[doc(hidden)]
    #[allow(non_local_definitions)]
    #[macro_export]
    macro_rules! a_live_fn_called_sing {
        () => {};
    }
    enum __Function {}
    const __CRATE: &__hotswap::core::primitive::str = __hotswap::crate_of(
        __hotswap::core::module_path!(),
    );
    impl __hotswap::Returns for __Function {
        type Type = ();
        type Resolved = <() as __hotswap::Outcome>::Itself;
        const TYPE: &'static __hotswap::TypeDesc = __hotswap::returned_async::<Self>();
    }
    impl __hotswap::AsyncFunction0 for __Function {
        const NAME: &'static __hotswap::core::primitive::str = "sing";
        const CRATE: __hotswap::core::option::Option<
            &'static __hotswap::core::primitive::str,
        > = __hotswap::core::option::Option::Some(__CRATE);
        const LABELS: [&'static __hotswap::core::primitive::str; 0usize] = [];
        type Receiver = __hotswap::OfPlugin<<World as __hotswap::HasStatics>::Itself>;
        fn call<'call>(
            __this: <Self::Receiver as __hotswap::Receiver>::Lent<'call>,
        ) -> impl __hotswap::core::future::Future<
            Output = <Self as __hotswap::Returns>::Type,
        > + __hotswap::core::marker::Send {
            <World>::sing_it(__this.share())
        }
    }
    const __RECORD: __hotswap::ItemRecord = __hotswap::ItemRecord {
        krate: __CRATE,
        kind: __hotswap::ItemKind::LiveFn,
        name: <__Function as __hotswap::AsyncFunction0>::NAME,
        signature: <__Function as __hotswap::AsyncFunction0>::SIGNATURE,
    };
    #[used]
    #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__hotswap"))]
    #[cfg_attr(not(target_vendor = "apple"), unsafe(link_section = ".hotswap"))]
    static __BYTES: [__hotswap::core::primitive::u8; __RECORD.encoded_len()] = __RECORD
        .encode();
    __hotswap::item!(
        unsafe { __hotswap::Item::new(__RECORD.kind, __RECORD.name, __RECORD.signature
        .fingerprint(), < __Function as __hotswap::AsyncFunction0 > ::ENTRIES, &
        __BYTES,) }
    );
};
