#[derive(Serialize, Deserialize)]
struct Fire {
    shots: Vec<String>,
}
const _: () = {
    use ::hotswap::__private as __hotswap;
    #[doc(hidden)]
    #[allow(non_local_definitions)]
    #[macro_export]
    macro_rules! a_live_type_called_fire {
        () => {};
    }
    #[doc(hidden)]
    #[allow(non_local_definitions)]
    #[macro_export]
    macro_rules! a_live_type_called_Blaze {
        () => {};
    }
    #[automatically_derived]
    impl __hotswap::Live for Fire {
        const NAME: &'static __hotswap::core::primitive::str = "fire";
        const CRATE: &'static __hotswap::core::primitive::str = __hotswap::crate_of(
            __hotswap::core::module_path!(),
        );
        const VERSION: __hotswap::core::primitive::u32 = 3u32;
        const ALIASES: &'static [&'static __hotswap::core::primitive::str] = &["Blaze"];
        const TYPE: &'static __hotswap::TypeDesc = &__hotswap::description(
            "fire",
            &[
                __hotswap::Part {
                    label: "",
                    ty: <dyn Job as __hotswap::ImplementedBy<Fire>>::INTERFACE,
                },
            ],
        );
        const INTERFACES: &'static [__hotswap::As<Self>] = &[
            __hotswap::As::new(
                <dyn Job as __hotswap::ImplementedBy<Fire>>::INTERFACE,
                <dyn Job as __hotswap::ImplementedBy<Fire>>::object,
            ),
        ];
        const UPGRADES: &'static [__hotswap::Upgrade] = &[
            __hotswap::Upgrade::new(
                1u32,
                |__stage| {
                    let __upgrade: fn(_) -> _ = count;
                    {
                        #[allow(unused_imports)]
                        use __hotswap::NoForeignResult as _;
                        __hotswap::OurError::is(
                            __hotswap::Returned::by(__upgrade).__foreign_error(),
                        );
                    }
                    __hotswap::Readable::read(__stage)
                        .map(__upgrade)
                        .and_then(__hotswap::IntoUpgraded::into_stage)
                },
            ),
            __hotswap::Upgrade::new(
                2u32,
                |__stage| {
                    let __upgrade: fn(_) -> _ = name;
                    __hotswap::Readable::read(__stage)
                        .map(__upgrade)
                        .and_then(__hotswap::IntoCurrent::<Self, _>::into_last)
                },
            ),
        ];
        const WRITE: __hotswap::Write<Self> = <Self as __hotswap::Writable>::write;
        const READ: __hotswap::Read<Self> = <Self as __hotswap::Readable>::read;
    }
    const _: () = {
        const __RECORD: __hotswap::LiveTypeRecord = __hotswap::LiveTypeRecord::of::<
            Fire,
        >();
        #[used]
        #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__hotswap"))]
        #[cfg_attr(not(target_vendor = "apple"), unsafe(link_section = ".hotswap"))]
        static __BYTES: [__hotswap::core::primitive::u8; __RECORD.encoded_len()] = __RECORD
            .encode();
        __hotswap::item!(
            __hotswap::Item::live_type:: < Fire > (__RECORD.name(), & __BYTES)
        );
    };
    const _: () = {
        const __RECORD: __hotswap::LiveTypeRecord = __hotswap::LiveTypeRecord::alias::<
            Fire,
        >("Blaze");
        #[used]
        #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__hotswap"))]
        #[cfg_attr(not(target_vendor = "apple"), unsafe(link_section = ".hotswap"))]
        static __BYTES: [__hotswap::core::primitive::u8; __RECORD.encoded_len()] = __RECORD
            .encode();
        __hotswap::item!(
            __hotswap::Item::live_type:: < Fire > (__RECORD.name(), & __BYTES)
        );
    };
};
