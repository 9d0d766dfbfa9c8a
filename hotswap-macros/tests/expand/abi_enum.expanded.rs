pub enum Shape {
    Point,
    Circle(f64),
    Named { name: String, group: Vec<Shape> },
}
const _: () = {
    use ::hotswap::__private as __hotswap;
    use __hotswap::NoDrop as _;
    #[doc(hidden)]
    #[allow(non_snake_case, non_camel_case_types, missing_debug_implementations)]
    #[repr(C, u32)]
    pub enum __Repr {
        Point {},
        Circle { __field0: __hotswap::Leaf<__Fields, 0usize> },
        Named {
            __field1: __hotswap::Leaf<__Fields, 1usize>,
            __field2: __hotswap::Direct<__Fields, 2usize>,
        },
    }
    struct __Fields(__hotswap::core::marker::PhantomData<Shape>);
    impl __hotswap::Field<0usize> for __Fields {
        type Type = f64;
        type Resolved = <f64 as __hotswap::Value>::Itself;
        const TYPE_UNLESS_HOTSWAP_RECURSIVE: &'static __hotswap::TypeDesc = <Self::Resolved as __hotswap::Shape>::TYPE;
    }
    impl __hotswap::Field<1usize> for __Fields {
        type Type = String;
        type Resolved = <String as __hotswap::Value>::Itself;
        const TYPE_UNLESS_HOTSWAP_RECURSIVE: &'static __hotswap::TypeDesc = <Self::Resolved as __hotswap::Shape>::TYPE;
    }
    impl __hotswap::Field<2usize> for __Fields {
        type Type = Vec<Shape>;
        type Resolved = <Vec<
            <Shape as __hotswap::Value>::Itself,
        > as __hotswap::Value>::Itself;
    }
    #[automatically_derived]
    impl __hotswap::Shape for Shape {
        const TYPE: &'static __hotswap::TypeDesc = &__hotswap::TypeDesc::new(
            __hotswap::Kind::Enum,
            "Shape",
            &[
                __hotswap::Part {
                    label: "Point",
                    ty: &__hotswap::TypeDesc::new(__hotswap::Kind::Struct, "Point", &[]),
                },
                __hotswap::Part {
                    label: "Circle",
                    ty: &__hotswap::TypeDesc::new(
                        __hotswap::Kind::Struct,
                        "Circle",
                        &[
                            __hotswap::Part {
                                label: "0",
                                ty: <__Fields as __hotswap::Field<
                                    0usize,
                                >>::TYPE_UNLESS_HOTSWAP_RECURSIVE,
                            },
                        ],
                    ),
                },
                __hotswap::Part {
                    label: "Named",
                    ty: &__hotswap::TypeDesc::new(
                        __hotswap::Kind::Struct,
                        "Named",
                        &[
                            __hotswap::Part {
                                label: "name",
                                ty: <__Fields as __hotswap::Field<
                                    1usize,
                                >>::TYPE_UNLESS_HOTSWAP_RECURSIVE,
                            },
                            __hotswap::Part {
                                label: "group",
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
                                                    Vec<__hotswap::Itself>,
                                                    <__Fields as __hotswap::Field<2usize>>::Resolved,
                                                >::TYPE
                                            },
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
    unsafe impl __hotswap::Abi for Shape {
        type Repr = __Repr;
        fn lower(self) -> __Repr {
            __hotswap::IntoParts::check(
                __hotswap::DropCheck::<Self>::of().__drop_check(),
            );
            match self {
                Self::Point => __Repr::Point {},
                Self::Circle(__field0) => {
                    __Repr::Circle {
                        __field0: __hotswap::Leaf::<__Fields, 0usize>::lower(__field0),
                    }
                }
                Self::Named { name: __field1, group: __field2 } => {
                    __Repr::Named {
                        __field1: __hotswap::Leaf::<__Fields, 1usize>::lower(__field1),
                        __field2: __hotswap::Direct::<__Fields, 2usize>::lower(__field2),
                    }
                }
            }
        }
        unsafe fn lift(__repr: __Repr) -> Self {
            match __repr {
                __Repr::Point {} => Self::Point,
                __Repr::Circle { __field0 } => {
                    Self::Circle(unsafe {
                        __hotswap::Leaf::<__Fields, 0usize>::lift(__field0)
                    })
                }
                __Repr::Named { __field1, __field2 } => {
                    Self::Named {
                        name: unsafe {
                            __hotswap::Leaf::<__Fields, 1usize>::lift(__field1)
                        },
                        group: unsafe {
                            __hotswap::Direct::<__Fields, 2usize>::lift(__field2)
                        },
                    }
                }
            }
        }
        fn check_depth(&self, __levels: __hotswap::Levels) -> __hotswap::Depth {
            let __levels = __levels
                .inside(
                    <Self as __hotswap::Shape>::TYPE,
                    __hotswap::core::mem::size_of::<<Self as __hotswap::Abi>::Repr>(),
                    0
                        + __hotswap::core::mem::size_of::<
                            __hotswap::Leaf<__Fields, 0usize>,
                        >()
                        + __hotswap::core::mem::size_of::<
                            __hotswap::Leaf<__Fields, 1usize>,
                        >()
                        + __hotswap::core::mem::size_of::<
                            __hotswap::Direct<__Fields, 2usize>,
                        >(),
                )?;
            match self {
                Self::Named { name: _, group: __field2 } => {
                    __hotswap::Direct::<
                        __Fields,
                        2usize,
                    >::check_depth(__field2, __levels)?;
                }
                _ => {}
            }
            __hotswap::core::result::Result::Ok(())
        }
    }
};
