struct Deps {
    clock: Obj<dyn Clock>,
    #[hotswap(plugin = "other-clock", optional)]
    spare: Option<Obj<dyn Clock>>,
    #[hotswap(order_only)]
    logger: (),
    #[hotswap(skip)]
    cache: Mutex<Cache>,
}
const _: () = {
    use ::hotswap::__private as __hotswap;
    impl __hotswap::Imports for Deps {
        const THREAD_SAFE: __hotswap::ThreadSafeProof<Self> = <Self as __hotswap::ThreadSafe>::PROOF;
        const IMPORTS: &'static [__hotswap::Import] = &[
            __hotswap::Import {
                field: "clock",
                plugin: "clock",
                interface: <Obj<dyn Clock> as __hotswap::ImportField>::INTERFACE,
                optional: <Obj<dyn Clock> as __hotswap::ImportField>::OPTIONAL,
            },
            __hotswap::Import {
                field: "spare",
                plugin: "other-clock",
                interface: <Option<
                    Obj<dyn Clock>,
                > as __hotswap::ImportField<__hotswap::MayBeMissing>>::INTERFACE,
                optional: <Option<
                    Obj<dyn Clock>,
                > as __hotswap::ImportField<__hotswap::MayBeMissing>>::OPTIONAL,
            },
            __hotswap::Import {
                field: "logger",
                plugin: "logger",
                interface: <() as __hotswap::ImportField<
                    __hotswap::OrderOnly,
                >>::INTERFACE,
                optional: <() as __hotswap::ImportField<__hotswap::OrderOnly>>::OPTIONAL,
            },
        ];
        fn wire(__wiring: &mut __hotswap::Wiring) -> Self {
            Self {
                clock: <Obj<dyn Clock> as __hotswap::ImportField>::fill(__wiring),
                spare: <Option<
                    Obj<dyn Clock>,
                > as __hotswap::ImportField<__hotswap::MayBeMissing>>::fill(__wiring),
                logger: <() as __hotswap::ImportField<
                    __hotswap::OrderOnly,
                >>::fill(__wiring),
                cache: <Mutex<Cache> as __hotswap::core::default::Default>::default(),
            }
        }
        fn unwire(self) {
            <Obj<dyn Clock> as __hotswap::ImportField>::let_go(self.clock);
            <Option<
                Obj<dyn Clock>,
            > as __hotswap::ImportField<__hotswap::MayBeMissing>>::let_go(self.spare);
            <() as __hotswap::ImportField<__hotswap::OrderOnly>>::let_go(self.logger);
            __hotswap::keep_field(self.cache);
        }
    }
};
