pub trait Greeter: ::hotswap::__private::core::marker::Send + ::hotswap::__private::core::marker::Sync + 'static {
    fn greet(&self, name: &str, jobs: &[Job]) -> hotswap::Result<String>;
    fn twin(&self) -> Obj<dyn Greeter> {
        self.another()
    }
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
    impl<__T: Greeter + __hotswap::core::marker::Sized> __hotswap::Parameter<0>
    for __Method<__T, 0usize> {
        type Type<'call> = __hotswap::This<'call, __T>;
        type Resolved<'call> = __hotswap::This<'call, __T>;
    }
    impl<__T: Greeter + __hotswap::core::marker::Sized> __hotswap::Parameter<1usize>
    for __Method<__T, 0usize> {
        type Type<'call> = &'call str;
        type Resolved<'call> = <&'call str as __hotswap::Argument<'call>>::Itself;
    }
    impl<__T: Greeter + __hotswap::core::marker::Sized> __hotswap::Parameter<2usize>
    for __Method<__T, 0usize> {
        type Type<'call> = &'call [Job];
        type Resolved<'call> = <&'call [Job] as __hotswap::Argument<'call>>::Itself;
    }
    impl<__T: Greeter + __hotswap::core::marker::Sized> __hotswap::Returns
    for __Method<__T, 0usize> {
        type Type = hotswap::Result<String>;
        type Resolved = <hotswap::Result<String> as __hotswap::Outcome>::Itself;
        const TYPE: &'static __hotswap::TypeDesc = __hotswap::declared::<Self>();
    }
    impl<__T: Greeter + __hotswap::core::marker::Sized> __hotswap::Function3
    for __Method<__T, 0usize> {
        const NAME: &'static __hotswap::core::primitive::str = "greet";
        const LABELS: [&'static __hotswap::core::primitive::str; 3usize] = [
            "self",
            "name",
            "jobs",
        ];
        type Receiver = __hotswap::NoReceiver;
        fn call<'call>(
            (): (),
            __this: <Self as __hotswap::Parameter<0>>::Type<'call>,
            __arg1: <Self as __hotswap::Parameter<1usize>>::Type<'call>,
            __arg2: <Self as __hotswap::Parameter<2usize>>::Type<'call>,
        ) -> <Self as __hotswap::Returns>::Type {
            let __this = unsafe { __this.get() };
            <__T as Greeter>::greet(__this, __arg1, __arg2)
        }
    }
    impl<__T: Greeter + __hotswap::core::marker::Sized> __hotswap::Parameter<0>
    for __Method<__T, 1usize> {
        type Type<'call> = __hotswap::This<'call, __T>;
        type Resolved<'call> = __hotswap::This<'call, __T>;
    }
    impl<__T: Greeter + __hotswap::core::marker::Sized> __hotswap::Returns
    for __Method<__T, 1usize> {
        type Type = Obj<dyn Greeter>;
        type Resolved = <Obj<
            <dyn Greeter as __hotswap::Object>::Itself,
        > as __hotswap::Outcome>::Itself;
        const TYPE: &'static __hotswap::TypeDesc = __hotswap::description_or_placeholder(
            <__hotswap::DescribedResult<Obj<__hotswap::Itself>, Obj<dyn Greeter>>>::TYPE,
            <__hotswap::Crosses<Obj<dyn Greeter>>>::AS_RESULT,
        );
        const WHOLE: &'static __hotswap::TypeDesc = __hotswap::description_or_placeholder(
            <__hotswap::DescribedResult<
                Obj<__hotswap::Itself>,
                Obj<dyn Greeter>,
            >>::WHOLE,
            <__hotswap::Crosses<Obj<dyn Greeter>>>::AS_RESULT,
        );
    }
    impl<__T: Greeter + __hotswap::core::marker::Sized> __hotswap::Function1
    for __Method<__T, 1usize> {
        const NAME: &'static __hotswap::core::primitive::str = "twin";
        const LABELS: [&'static __hotswap::core::primitive::str; 1usize] = ["self"];
        type Receiver = __hotswap::NoReceiver;
        fn call<'call>(
            (): (),
            __this: <Self as __hotswap::Parameter<0>>::Type<'call>,
        ) -> <Self as __hotswap::Returns>::Type {
            let __this = unsafe { __this.get() };
            <__T as Greeter>::twin(__this)
        }
    }
    const TYPE_UNLESS_HOTSWAP_RECURSIVE: &__hotswap::TypeDesc = &__hotswap::TypeDesc::new(
        __hotswap::Kind::Interface,
        "Greeter",
        &[
            __hotswap::Part {
                label: <__Method<
                    __hotswap::Obj<dyn Greeter>,
                    0usize,
                > as __hotswap::Function3>::NAME,
                ty: &__hotswap::method(
                    <__Method<
                        __hotswap::Obj<dyn Greeter>,
                        0usize,
                    > as __hotswap::Function3>::NAME,
                    <__Method<
                        __hotswap::Obj<dyn Greeter>,
                        0usize,
                    > as __hotswap::Function3>::PARTS,
                ),
            },
            __hotswap::Part {
                label: <__Method<
                    __hotswap::Obj<dyn Greeter>,
                    1usize,
                > as __hotswap::Function1>::NAME,
                ty: &__hotswap::method(
                    <__Method<
                        __hotswap::Obj<dyn Greeter>,
                        1usize,
                    > as __hotswap::Function1>::NAME,
                    <__Method<
                        __hotswap::Obj<dyn Greeter>,
                        1usize,
                    > as __hotswap::Function1>::PARTS,
                ),
            },
        ],
    );
    #[automatically_derived]
    unsafe impl __hotswap::Interface for dyn Greeter {
        type VTable = __hotswap::VTable<2usize>;
        const TYPE: &'static __hotswap::TypeDesc = &__hotswap::TypeDesc::new(
            __hotswap::Kind::Interface,
            "Greeter",
            &[
                __hotswap::Part {
                    label: <__Method<
                        __hotswap::Obj<dyn Greeter>,
                        0usize,
                    > as __hotswap::Function3>::NAME,
                    ty: &__hotswap::method(
                        <__Method<
                            __hotswap::Obj<dyn Greeter>,
                            0usize,
                        > as __hotswap::Function3>::NAME,
                        <__Method<
                            __hotswap::Obj<dyn Greeter>,
                            0usize,
                        > as __hotswap::Function3>::PARTS,
                    ),
                },
                __hotswap::Part {
                    label: <__Method<
                        __hotswap::Obj<dyn Greeter>,
                        1usize,
                    > as __hotswap::Function1>::NAME,
                    ty: &__hotswap::method(
                        <__Method<
                            __hotswap::Obj<dyn Greeter>,
                            1usize,
                        > as __hotswap::Function1>::NAME,
                        <__Method<
                            __hotswap::Obj<dyn Greeter>,
                            1usize,
                        > as __hotswap::Function1>::WHOLE_PARTS,
                    ),
                },
            ],
        );
        const OUTLINE: &'static __hotswap::TypeDesc = TYPE_UNLESS_HOTSWAP_RECURSIVE;
    }
    #[automatically_derived]
    unsafe impl<__T: Greeter> __hotswap::ImplementedBy<__T> for dyn Greeter {
        const TABLES: &'static __hotswap::Tables<Self::VTable> = &unsafe {
            __hotswap::Tables::new::<
                __T,
            >(
                <Self as __hotswap::Interface>::TYPE,
                [
                    <__Method<__T, 0usize> as __hotswap::Function3>::ENTRY,
                    <__Method<__T, 1usize> as __hotswap::Function1>::ENTRY,
                ],
                [
                    <__Method<__T, 0usize> as __hotswap::Function3>::COUNTED,
                    <__Method<__T, 1usize> as __hotswap::Function1>::COUNTED,
                ],
            )
        };
    }
    #[automatically_derived]
    impl Greeter for __hotswap::Obj<dyn Greeter> {
        #[inline]
        #[track_caller]
        fn greet(&self, __arg1: &str, __arg2: &[Job]) -> hotswap::Result<String> {
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
        #[inline]
        #[track_caller]
        fn twin(&self) -> Obj<dyn Greeter> {
            let __callee = __hotswap::Callee::of(self, 1usize);
            unsafe {
                <__Method<
                    Self,
                    1usize,
                > as __hotswap::Function1>::invoke(__callee, __callee.this())
            }
        }
    }
    #[automatically_derived]
    impl<_F> Greeter for __hotswap::Closure<_F>
    where
        _F: __hotswap::core::ops::Fn(&'_ str, &'_ [Job]) -> hotswap::Result<String>
            + __hotswap::core::marker::Send + __hotswap::core::marker::Sync + 'static,
    {
        fn greet(&self, __arg1: &str, __arg2: &[Job]) -> hotswap::Result<String> {
            (self.0)(__arg1, __arg2)
        }
    }
    #[automatically_derived]
    impl<_F> __hotswap::FromFn<_F> for dyn Greeter
    where
        _F: __hotswap::core::ops::Fn(&'_ str, &'_ [Job]) -> hotswap::Result<String>
            + __hotswap::core::marker::Send + __hotswap::core::marker::Sync + 'static,
    {
        fn from_fn(__closure: _F) -> __hotswap::Obj<Self> {
            __hotswap::Obj::new(__hotswap::Closure(__closure))
        }
    }
};
