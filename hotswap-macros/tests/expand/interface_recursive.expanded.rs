trait Shop: Send + ::hotswap::__private::core::marker::Sync + 'static {
    fn join(&self, owner: Obj<dyn Owner>, others: Vec<Obj<dyn Owner>>);
}
#[allow(deprecated)]
const _: () = {
    use ::hotswap::__private as __hotswap;
    #[allow(unused_imports)]
    use __hotswap::Undescribed as _;
    /// Method number `INDEX`, as `__T` has it.
    struct __Method<__T, const INDEX: __hotswap::core::primitive::usize>(
        __hotswap::core::marker::PhantomData<__T>,
    );
    struct __Named0;
    unsafe impl __hotswap::Interface for __Named0 {
        type VTable = __hotswap::VTable<0>;
        const TYPE: &'static __hotswap::TypeDesc = &__hotswap::TypeDesc::new(
            __hotswap::Kind::Recursion,
            "dyn Owner",
            &[],
        );
    }
    impl<__T: Shop + __hotswap::core::marker::Sized> __hotswap::Parameter<0>
    for __Method<__T, 0usize> {
        type Type<'call> = __hotswap::This<'call, __T>;
        type Resolved<'call> = __hotswap::This<'call, __T>;
    }
    impl<__T: Shop + __hotswap::core::marker::Sized> __hotswap::Parameter<1usize>
    for __Method<__T, 0usize> {
        type Type<'call> = Obj<dyn Owner>;
        type Resolved<'call> = <Obj<
            <dyn Owner as __hotswap::Object>::Itself,
        > as __hotswap::Argument<'call>>::Itself;
        const TYPE: &'static __hotswap::TypeDesc = __hotswap::description_or_placeholder(
            <__hotswap::DescribedArgument<Obj<__Named0>, Obj<dyn Owner>>>::TYPE,
            <__hotswap::Crosses<Obj<dyn Owner>>>::AS_ARGUMENT,
        );
        const WHOLE: &'static __hotswap::TypeDesc = __hotswap::description_or_placeholder(
            <__hotswap::DescribedArgument<Obj<__Named0>, Obj<dyn Owner>>>::WHOLE,
            <__hotswap::Crosses<Obj<dyn Owner>>>::AS_ARGUMENT,
        );
    }
    impl<__T: Shop + __hotswap::core::marker::Sized> __hotswap::Parameter<2usize>
    for __Method<__T, 0usize> {
        type Type<'call> = Vec<Obj<dyn Owner>>;
        type Resolved<'call> = <Vec<
            <Obj<<dyn Owner as __hotswap::Object>::Itself> as __hotswap::Value>::Itself,
        > as __hotswap::Argument<'call>>::Itself;
        const TYPE: &'static __hotswap::TypeDesc = __hotswap::description_or_placeholder(
            <__hotswap::DescribedArgument<
                Vec<Obj<__Named0>>,
                Vec<Obj<dyn Owner>>,
            >>::TYPE,
            <__hotswap::Crosses<Vec<Obj<dyn Owner>>>>::AS_ARGUMENT,
        );
        const WHOLE: &'static __hotswap::TypeDesc = __hotswap::description_or_placeholder(
            <__hotswap::DescribedArgument<
                Vec<Obj<__Named0>>,
                Vec<Obj<dyn Owner>>,
            >>::WHOLE,
            <__hotswap::Crosses<Vec<Obj<dyn Owner>>>>::AS_ARGUMENT,
        );
    }
    impl<__T: Shop + __hotswap::core::marker::Sized> __hotswap::Returns
    for __Method<__T, 0usize> {
        type Type = ();
        type Resolved = <() as __hotswap::Outcome>::Itself;
        const TYPE: &'static __hotswap::TypeDesc = __hotswap::declared::<Self>();
    }
    impl<__T: Shop + __hotswap::core::marker::Sized> __hotswap::Function3
    for __Method<__T, 0usize> {
        const NAME: &'static __hotswap::core::primitive::str = "join";
        const LABELS: [&'static __hotswap::core::primitive::str; 3usize] = [
            "self",
            "owner",
            "others",
        ];
        type Receiver = __hotswap::NoReceiver;
        fn call<'call>(
            (): (),
            __this: <Self as __hotswap::Parameter<0>>::Type<'call>,
            __arg1: <Self as __hotswap::Parameter<1usize>>::Type<'call>,
            __arg2: <Self as __hotswap::Parameter<2usize>>::Type<'call>,
        ) -> <Self as __hotswap::Returns>::Type {
            let __this = unsafe { __this.get() };
            <__T as Shop>::join(__this, __arg1, __arg2)
        }
    }
    const TYPE_UNLESS_HOTSWAP_RECURSIVE: &__hotswap::TypeDesc = &__hotswap::TypeDesc::new(
        __hotswap::Kind::Interface,
        "Shop",
        &[
            __hotswap::Part {
                label: <__Method<
                    __hotswap::Obj<dyn Shop>,
                    0usize,
                > as __hotswap::Function3>::NAME,
                ty: &__hotswap::method(
                    <__Method<
                        __hotswap::Obj<dyn Shop>,
                        0usize,
                    > as __hotswap::Function3>::NAME,
                    <__Method<
                        __hotswap::Obj<dyn Shop>,
                        0usize,
                    > as __hotswap::Function3>::PARTS,
                ),
            },
        ],
    );
    #[automatically_derived]
    unsafe impl __hotswap::Interface for dyn Shop {
        type VTable = __hotswap::VTable<1usize>;
        const TYPE: &'static __hotswap::TypeDesc = &__hotswap::TypeDesc::new(
            __hotswap::Kind::Interface,
            "Shop",
            &[
                __hotswap::Part {
                    label: <__Method<
                        __hotswap::Obj<dyn Shop>,
                        0usize,
                    > as __hotswap::Function3>::NAME,
                    ty: &__hotswap::method(
                        <__Method<
                            __hotswap::Obj<dyn Shop>,
                            0usize,
                        > as __hotswap::Function3>::NAME,
                        <__Method<
                            __hotswap::Obj<dyn Shop>,
                            0usize,
                        > as __hotswap::Function3>::WHOLE_PARTS,
                    ),
                },
            ],
        );
        const OUTLINE: &'static __hotswap::TypeDesc = TYPE_UNLESS_HOTSWAP_RECURSIVE;
    }
    #[automatically_derived]
    unsafe impl<__T: Shop> __hotswap::ImplementedBy<__T> for dyn Shop {
        const TABLES: &'static __hotswap::Tables<Self::VTable> = &unsafe {
            __hotswap::Tables::new::<
                __T,
            >(
                <Self as __hotswap::Interface>::TYPE,
                [<__Method<__T, 0usize> as __hotswap::Function3>::ENTRY],
                [<__Method<__T, 0usize> as __hotswap::Function3>::COUNTED],
            )
        };
    }
    #[automatically_derived]
    impl Shop for __hotswap::Obj<dyn Shop> {
        #[inline]
        #[track_caller]
        fn join(&self, __arg1: Obj<dyn Owner>, __arg2: Vec<Obj<dyn Owner>>) {
            let __callee = __hotswap::Callee::of(self, 0usize);
            unsafe {
                <__Method<
                    Self,
                    0usize,
                > as __hotswap::Function3>::invoke(
                    __callee,
                    __callee.this(),
                    __arg1,
                    __arg2,
                )
            }
        }
    }
    #[automatically_derived]
    impl<_F> Shop for __hotswap::Closure<_F>
    where
        _F: __hotswap::core::ops::Fn(Obj<dyn Owner>, Vec<Obj<dyn Owner>>) -> ()
            + __hotswap::core::marker::Send + __hotswap::core::marker::Sync + 'static,
    {
        fn join(&self, __arg1: Obj<dyn Owner>, __arg2: Vec<Obj<dyn Owner>>) {
            (self.0)(__arg1, __arg2)
        }
    }
    #[automatically_derived]
    impl<_F> __hotswap::FromFn<_F> for dyn Shop
    where
        _F: __hotswap::core::ops::Fn(Obj<dyn Owner>, Vec<Obj<dyn Owner>>) -> ()
            + __hotswap::core::marker::Send + __hotswap::core::marker::Sync + 'static,
    {
        fn from_fn(__closure: _F) -> __hotswap::Obj<Self> {
            __hotswap::Obj::new(__hotswap::Closure(__closure))
        }
    }
};
