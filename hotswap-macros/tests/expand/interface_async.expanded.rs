pub trait Store: ::hotswap::__private::core::marker::Send + ::hotswap::__private::core::marker::Sync + 'static {
    fn get(
        &self,
        key: &str,
    ) -> impl ::hotswap::__private::core::future::Future<
        Output = Option<String>,
    > + ::hotswap::__private::core::marker::Send
    where
        Self: ::hotswap::__private::core::marker::Sized;
    fn twin(
        &self,
    ) -> impl ::hotswap::__private::core::future::Future<
        Output = Obj<dyn Store>,
    > + ::hotswap::__private::core::marker::Send
    where
        Self: ::hotswap::__private::core::marker::Sized,
    {
        async move { self.another().await }
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
    impl<__T: Store + __hotswap::core::marker::Sized> __hotswap::Parameter<0>
    for __Method<__T, 0usize> {
        type Type<'call> = __hotswap::This<'call, __T>;
        type Resolved<'call> = __hotswap::This<'call, __T>;
    }
    impl<__T: Store + __hotswap::core::marker::Sized> __hotswap::Parameter<1usize>
    for __Method<__T, 0usize> {
        type Type<'call> = &'call str;
        type Resolved<'call> = <&'call str as __hotswap::AsyncArgument<'call>>::Itself;
    }
    impl<__T: Store + __hotswap::core::marker::Sized> __hotswap::Returns
    for __Method<__T, 0usize> {
        type Type = Option<String>;
        type Resolved = <Option<
            <String as __hotswap::Value>::Itself,
        > as __hotswap::Outcome>::Itself;
        const TYPE: &'static __hotswap::TypeDesc = __hotswap::declared_async::<Self>();
    }
    impl<__T: Store + __hotswap::core::marker::Sized> __hotswap::AsyncFunction2
    for __Method<__T, 0usize> {
        const NAME: &'static __hotswap::core::primitive::str = "get";
        const LABELS: [&'static __hotswap::core::primitive::str; 2usize] = [
            "self",
            "key",
        ];
        type Receiver = __hotswap::NoReceiver;
        fn call<'call>(
            (): (),
            __this: <Self as __hotswap::Parameter<0>>::Type<'call>,
            __arg1: <Self as __hotswap::Parameter<1usize>>::Type<'call>,
        ) -> impl __hotswap::core::future::Future<
            Output = <Self as __hotswap::Returns>::Type,
        > + __hotswap::core::marker::Send {
            let __this = unsafe { __this.get() };
            <__T as Store>::get(__this, __arg1)
        }
    }
    impl<__T: Store + __hotswap::core::marker::Sized> __hotswap::Parameter<0>
    for __Method<__T, 1usize> {
        type Type<'call> = __hotswap::This<'call, __T>;
        type Resolved<'call> = __hotswap::This<'call, __T>;
    }
    impl<__T: Store + __hotswap::core::marker::Sized> __hotswap::Returns
    for __Method<__T, 1usize> {
        type Type = Obj<dyn Store>;
        type Resolved = <Obj<
            <dyn Store as __hotswap::Object>::Itself,
        > as __hotswap::Outcome>::Itself;
        const TYPE: &'static __hotswap::TypeDesc = &__hotswap::TypeDesc::future(
            &[
                __hotswap::Part {
                    label: "",
                    ty: __hotswap::description_or_placeholder(
                        <__hotswap::DescribedResult<
                            Obj<__hotswap::Itself>,
                            Obj<dyn Store>,
                        >>::TYPE,
                        <__hotswap::Crosses<Obj<dyn Store>>>::AS_RESULT,
                    ),
                },
            ],
        );
        const WHOLE: &'static __hotswap::TypeDesc = &__hotswap::TypeDesc::future(
            &[
                __hotswap::Part {
                    label: "",
                    ty: __hotswap::description_or_placeholder(
                        <__hotswap::DescribedResult<
                            Obj<__hotswap::Itself>,
                            Obj<dyn Store>,
                        >>::WHOLE,
                        <__hotswap::Crosses<Obj<dyn Store>>>::AS_RESULT,
                    ),
                },
            ],
        );
    }
    impl<__T: Store + __hotswap::core::marker::Sized> __hotswap::AsyncFunction1
    for __Method<__T, 1usize> {
        const NAME: &'static __hotswap::core::primitive::str = "twin";
        const LABELS: [&'static __hotswap::core::primitive::str; 1usize] = ["self"];
        type Receiver = __hotswap::NoReceiver;
        fn call<'call>(
            (): (),
            __this: <Self as __hotswap::Parameter<0>>::Type<'call>,
        ) -> impl __hotswap::core::future::Future<
            Output = <Self as __hotswap::Returns>::Type,
        > + __hotswap::core::marker::Send {
            let __this = unsafe { __this.get() };
            <__T as Store>::twin(__this)
        }
    }
    const TYPE_UNLESS_HOTSWAP_RECURSIVE: &__hotswap::TypeDesc = &__hotswap::TypeDesc::new(
        __hotswap::Kind::Interface,
        "Store",
        &[
            __hotswap::Part {
                label: <__Method<
                    __hotswap::Obj<dyn Store>,
                    0usize,
                > as __hotswap::AsyncFunction2>::NAME,
                ty: &__hotswap::method(
                    <__Method<
                        __hotswap::Obj<dyn Store>,
                        0usize,
                    > as __hotswap::AsyncFunction2>::NAME,
                    <__Method<
                        __hotswap::Obj<dyn Store>,
                        0usize,
                    > as __hotswap::AsyncFunction2>::PARTS,
                ),
            },
            __hotswap::Part {
                label: <__Method<
                    __hotswap::Obj<dyn Store>,
                    1usize,
                > as __hotswap::AsyncFunction1>::NAME,
                ty: &__hotswap::method(
                    <__Method<
                        __hotswap::Obj<dyn Store>,
                        1usize,
                    > as __hotswap::AsyncFunction1>::NAME,
                    <__Method<
                        __hotswap::Obj<dyn Store>,
                        1usize,
                    > as __hotswap::AsyncFunction1>::PARTS,
                ),
            },
        ],
    );
    #[automatically_derived]
    unsafe impl __hotswap::Interface for dyn Store {
        type VTable = __hotswap::VTable<2usize>;
        const TYPE: &'static __hotswap::TypeDesc = &__hotswap::TypeDesc::new(
            __hotswap::Kind::Interface,
            "Store",
            &[
                __hotswap::Part {
                    label: <__Method<
                        __hotswap::Obj<dyn Store>,
                        0usize,
                    > as __hotswap::AsyncFunction2>::NAME,
                    ty: &__hotswap::method(
                        <__Method<
                            __hotswap::Obj<dyn Store>,
                            0usize,
                        > as __hotswap::AsyncFunction2>::NAME,
                        <__Method<
                            __hotswap::Obj<dyn Store>,
                            0usize,
                        > as __hotswap::AsyncFunction2>::PARTS,
                    ),
                },
                __hotswap::Part {
                    label: <__Method<
                        __hotswap::Obj<dyn Store>,
                        1usize,
                    > as __hotswap::AsyncFunction1>::NAME,
                    ty: &__hotswap::method(
                        <__Method<
                            __hotswap::Obj<dyn Store>,
                            1usize,
                        > as __hotswap::AsyncFunction1>::NAME,
                        <__Method<
                            __hotswap::Obj<dyn Store>,
                            1usize,
                        > as __hotswap::AsyncFunction1>::WHOLE_PARTS,
                    ),
                },
            ],
        );
        const OUTLINE: &'static __hotswap::TypeDesc = TYPE_UNLESS_HOTSWAP_RECURSIVE;
    }
    #[automatically_derived]
    unsafe impl<__T: Store> __hotswap::ImplementedBy<__T> for dyn Store {
        const TABLES: &'static __hotswap::Tables<Self::VTable> = &unsafe {
            __hotswap::Tables::new::<
                __T,
            >(
                <Self as __hotswap::Interface>::TYPE,
                [
                    <__Method<__T, 0usize> as __hotswap::AsyncFunction2>::ENTRY,
                    <__Method<__T, 1usize> as __hotswap::AsyncFunction1>::ENTRY,
                ],
                [
                    <__Method<__T, 0usize> as __hotswap::AsyncFunction2>::COUNTED,
                    <__Method<__T, 1usize> as __hotswap::AsyncFunction1>::COUNTED,
                ],
            )
        };
    }
    #[automatically_derived]
    impl Store for __hotswap::Obj<dyn Store> {
        #[inline]
        async fn get(&self, __arg1: &str) -> Option<String> {
            let __callee = __hotswap::Callee::of(self, 0usize);
            let mut __slot = __hotswap::TaskSlot::new();
            unsafe {
                <__Method<
                    Self,
                    0usize,
                > as __hotswap::AsyncFunction2>::invoke(
                    __callee,
                    &mut __slot,
                    __callee.this(),
                    __arg1,
                )
            }
                .await
        }
        #[inline]
        async fn twin(&self) -> Obj<dyn Store> {
            let __callee = __hotswap::Callee::of(self, 1usize);
            let mut __slot = __hotswap::TaskSlot::new();
            unsafe {
                <__Method<
                    Self,
                    1usize,
                > as __hotswap::AsyncFunction1>::invoke(
                    __callee,
                    &mut __slot,
                    __callee.this(),
                )
            }
                .await
        }
    }
};
