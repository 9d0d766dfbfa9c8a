struct Page<T: Clone, const N: usize> {
    items: [T; N],
    r#type: String,
    next: Option<Box<Self>>,
    #[hotswap(recursive)]
    folder: Folder,
}
const _: () = {
    use ::hotswap::__private as __hotswap;
    use __hotswap::NoDrop as _;
    #[doc(hidden)]
    #[allow(non_snake_case, non_camel_case_types, missing_debug_implementations)]
    #[repr(C)]
    pub struct __Repr<T: Clone + __hotswap::Abi, const N: usize> {
        __field0: __hotswap::Plain<__Fields<T, N>, 0usize>,
        __field1: __hotswap::Leaf<__Fields<T, N>, 1usize>,
        __field2: __hotswap::Direct<__Fields<T, N>, 2usize>,
        __field3: __hotswap::Declared<__Fields<T, N>, 3usize>,
    }
    struct __Fields<T: Clone + __hotswap::Abi, const N: usize>(
        __hotswap::core::marker::PhantomData<Page<T, N>>,
    );
    impl<T: Clone + __hotswap::Abi, const N: usize> __hotswap::Field<0usize>
    for __Fields<T, N> {
        type Type = [T; N];
        type Resolved = <[<T as __hotswap::Value>::Itself; N] as __hotswap::Value>::Itself;
        const TYPE_UNLESS_HOTSWAP_RECURSIVE: &'static __hotswap::TypeDesc = <Self::Resolved as __hotswap::Shape>::TYPE;
    }
    impl<T: Clone + __hotswap::Abi, const N: usize> __hotswap::Field<1usize>
    for __Fields<T, N> {
        type Type = String;
        type Resolved = <String as __hotswap::Value>::Itself;
        const TYPE_UNLESS_HOTSWAP_RECURSIVE: &'static __hotswap::TypeDesc = <Self::Resolved as __hotswap::Shape>::TYPE;
    }
    impl<T: Clone + __hotswap::Abi, const N: usize> __hotswap::Field<2usize>
    for __Fields<T, N> {
        type Type = Option<Box<Page<T, N>>>;
        type Resolved = <Option<
            <Box<<Page<T, N> as __hotswap::Value>::Itself> as __hotswap::Value>::Itself,
        > as __hotswap::Value>::Itself;
    }
    impl<T: Clone + __hotswap::Abi, const N: usize> __hotswap::Field<3usize>
    for __Fields<T, N> {
        type Type = Folder;
        type Resolved = <Folder as __hotswap::Value>::Itself;
    }
    #[automatically_derived]
    impl<T: Clone + __hotswap::Abi, const N: usize> __hotswap::Shape for Page<T, N> {
        const TYPE: &'static __hotswap::TypeDesc = &__hotswap::TypeDesc::new(
            __hotswap::Kind::Struct,
            "Page",
            &[
                __hotswap::Part {
                    label: "items",
                    ty: <__Fields<
                        T,
                        N,
                    > as __hotswap::Field<0usize>>::TYPE_UNLESS_HOTSWAP_RECURSIVE,
                },
                __hotswap::Part {
                    label: "type",
                    ty: <__Fields<
                        T,
                        N,
                    > as __hotswap::Field<1usize>>::TYPE_UNLESS_HOTSWAP_RECURSIVE,
                },
                __hotswap::Part {
                    label: "next",
                    ty: &__hotswap::TypeDesc::new(
                        __hotswap::Kind::Recursion,
                        "",
                        &[
                            __hotswap::Part {
                                label: "",
                                ty: {
                                    use __hotswap::UndescribedField as _;
                                    let () = __hotswap::Described::<(), ()>::IN_SCOPE;
                                    __hotswap::Described::<
                                        Option<Box<__hotswap::Itself>>,
                                        <__Fields<T, N> as __hotswap::Field<2usize>>::Resolved,
                                    >::TYPE
                                },
                            },
                        ],
                    ),
                },
                __hotswap::Part {
                    label: "folder",
                    ty: &__hotswap::TypeDesc::new(
                        __hotswap::Kind::Recursion,
                        "",
                        &[
                            __hotswap::Part {
                                label: "",
                                ty: &__hotswap::TypeDesc::new(
                                    __hotswap::Kind::Generic,
                                    "Box",
                                    &[
                                        __hotswap::Part {
                                            label: "",
                                            ty: &__hotswap::TypeDesc::new(
                                                __hotswap::Kind::Primitive,
                                                "Folder",
                                                &[],
                                            ),
                                        },
                                    ],
                                ),
                            },
                        ],
                    ),
                },
            ],
        );
    }
    #[automatically_derived]
    unsafe impl<T: Clone + __hotswap::Abi, const N: usize> __hotswap::Abi
    for Page<T, N> {
        type Repr = __Repr<T, N>;
        fn lower(self) -> __Repr<T, N> {
            __hotswap::IntoParts::check(
                __hotswap::DropCheck::<Self>::of().__drop_check(),
            );
            let Self {
                items: __field0,
                r#type: __field1,
                next: __field2,
                folder: __field3,
            } = self;
            __Repr {
                __field0: __hotswap::Plain::<__Fields<T, N>, 0usize>::lower(__field0),
                __field1: __hotswap::Leaf::<__Fields<T, N>, 1usize>::lower(__field1),
                __field2: __hotswap::Direct::<__Fields<T, N>, 2usize>::lower(__field2),
                __field3: __hotswap::Declared::<__Fields<T, N>, 3usize>::lower(__field3),
            }
        }
        unsafe fn lift(__repr: __Repr<T, N>) -> Self {
            let __Repr { __field0, __field1, __field2, __field3 } = __repr;
            Self {
                items: unsafe {
                    __hotswap::Plain::<__Fields<T, N>, 0usize>::lift(__field0)
                },
                r#type: unsafe {
                    __hotswap::Leaf::<__Fields<T, N>, 1usize>::lift(__field1)
                },
                next: unsafe {
                    __hotswap::Direct::<__Fields<T, N>, 2usize>::lift(__field2)
                },
                folder: unsafe {
                    __hotswap::Declared::<__Fields<T, N>, 3usize>::lift(__field3)
                },
            }
        }
        fn check_depth(&self, __levels: __hotswap::Levels) -> __hotswap::Depth {
            let __levels = __levels
                .inside(
                    <Self as __hotswap::Shape>::TYPE,
                    __hotswap::core::mem::size_of::<<Self as __hotswap::Abi>::Repr>(),
                    0
                        + __hotswap::core::mem::size_of::<
                            __hotswap::Plain<__Fields<T, N>, 0usize>,
                        >()
                        + __hotswap::core::mem::size_of::<
                            __hotswap::Leaf<__Fields<T, N>, 1usize>,
                        >()
                        + __hotswap::core::mem::size_of::<
                            __hotswap::Direct<__Fields<T, N>, 2usize>,
                        >()
                        + __hotswap::core::mem::size_of::<
                            __hotswap::Declared<__Fields<T, N>, 3usize>,
                        >(),
                )?;
            let Self { items: __field0, r#type: _, next: __field2, folder: __field3 } = self;
            __hotswap::Plain::<__Fields<T, N>, 0usize>::check_depth(__field0, __levels)?;
            __hotswap::Direct::<
                __Fields<T, N>,
                2usize,
            >::check_depth(__field2, __levels)?;
            __hotswap::Declared::<
                __Fields<T, N>,
                3usize,
            >::check_depth(__field3, __levels)?;
            __hotswap::core::result::Result::Ok(())
        }
    }
};
