impl Plugin for World {
    fn on_load(&self, data: &LiveData) -> hotswap::Result<()> {
        self.greet(data.unwrap()?)
    }
}
const _: () = {
    use ::hotswap::__private as __hotswap;
    #[doc(hidden)]
    #[allow(non_local_definitions)]
    #[macro_export]
    macro_rules! the_plugin_of_this_crate {
        () => {};
        (name) => {
            "world_plugin"
        };
    }
    const __RECORD: __hotswap::PluginRecord = __hotswap::PluginRecord {
        name: "world-plugin",
        version: "1.2.3",
        panic: if __hotswap::core::cfg!(panic = "abort") { "abort" } else { "unwind" },
        root: "hotswap2_root_world_plugin",
        exports: __hotswap::core::option::Option::None,
        imports: <() as __hotswap::Imports>::IMPORTS,
    };
    #[used]
    #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__hotswap"))]
    #[cfg_attr(not(target_vendor = "apple"), unsafe(link_section = ".hotswap"))]
    static __BYTES: [__hotswap::core::primitive::u8; __RECORD.encoded_len()] = __RECORD
        .encode();
    static __IMPORTS: __hotswap::ImportSlot<()> = __hotswap::ImportSlot::new(
        <() as __hotswap::Imports>::THREAD_SAFE,
    );
    static __STATICS: __hotswap::Statics = __hotswap::Statics::new();
    unsafe impl __hotswap::HasStatics for World {
        type Itself = World;
        fn statics() -> &'static __hotswap::Statics {
            &__STATICS
        }
        fn linked() -> &'static __hotswap::Linked {
            &__LINKED
        }
    }
    struct __Plugin<P>(__hotswap::core::marker::PhantomData<P>);
    impl<P: 'static> __hotswap::StandsFor for __Plugin<P> {
        type Itself = P;
    }
    impl __hotswap::PluginDecl for __Plugin<World> {
        fn create() -> <Self as __hotswap::StandsFor>::Itself {
            <World as __hotswap::core::default::Default>::default()
        }
        fn slot() -> &'static dyn __hotswap::WireImports {
            <() as __hotswap::Imports>::erased(&__IMPORTS)
        }
        fn statics() -> &'static __hotswap::Statics {
            &__STATICS
        }
        fn linked() -> &'static __hotswap::Linked {
            &__LINKED
        }
        fn export(
            this: &__hotswap::Arc<<Self as __hotswap::StandsFor>::Itself>,
        ) -> __hotswap::core::option::Option<__hotswap::AnyObj> {
            {
                let _ = this;
                __hotswap::core::option::Option::None
            }
        }
    }
    const __TABLE: __hotswap::Root = <__Plugin<
        <World as __hotswap::IsPlugin>::Itself,
    > as __hotswap::HasRoot>::ROOT;
    #[unsafe(export_name = "hotswap2_root_world_plugin")]
    static __ROOT: __hotswap::Root = __TABLE;
    static __LINKED: __hotswap::Linked = __hotswap::Linked::new(
        __hotswap::core::module_path!(),
        &[],
        &__BYTES,
        &__TABLE,
    );
    __hotswap::linked!(& __LINKED);
};
