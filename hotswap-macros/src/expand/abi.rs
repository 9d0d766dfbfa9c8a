//! `#[derive(Abi)]`.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{Generics, parse_quote};

use super::fields::FieldsCode;
use crate::check;
use crate::diag::Errors;
use crate::model::data::{Body, Data, Variant};
use crate::model::fields::Fields;

/// The whole way of a type through the macro.
pub(crate) fn run(item: TokenStream) -> TokenStream {
    let mut errors = Errors::new();
    let data = Data::parse(item, &mut errors);
    if let Some(data) = &data {
        check::data(data, &mut errors);
    }
    match (data, errors.finish()) {
        (Some(data), Ok(())) => expand(&data),
        (data, errors) => {
            let mut tokens = errors.err().unwrap_or_default();
            tokens.extend(data.map(|data| fallback(&data)));
            tokens
        }
    }
}

/// The traits, for a type that is refused: so that nothing else is said where it is used.
fn fallback(data: &Data) -> TokenStream {
    if !data.may_have_fallback() {
        return TokenStream::new();
    }
    let ident = &data.original.ident;
    let generics = bounded(data);
    let (params, args, wheres) = generics.split_for_impl();
    let content = quote! {
        #[automatically_derived]
        impl #params __hotswap::Shape for #ident #args #wheres {
            const TYPE: &'static __hotswap::TypeDesc =
                &__hotswap::TypeDesc::new(__hotswap::Kind::Primitive, "", &[]);
        }

        // SAFETY: never called, since what has an error is not built.
        #[automatically_derived]
        unsafe impl #params __hotswap::Abi for #ident #args #wheres {
            type Repr = ();

            fn lower(self) {
                loop {}
            }

            unsafe fn lift((): ()) -> Self {
                loop {}
            }
        }
    };
    super::block(&data.options, &[], &content)
}

/// The type's generics, each type parameter bounded by `Abi` and without a default: as in an `impl`, so in a declaration.
fn bounded(data: &Data) -> Generics {
    let mut generics = data.original.generics.clone();
    for param in generics.type_params_mut() {
        param.bounds.push(parse_quote!(__hotswap::Abi));
        param.default = None;
    }
    generics.where_clause = data.spelt_out_wheres();
    generics
}

/// What the parts of the expansion share.
struct Context<'a> {
    data: &'a Data,
    /// The type's generics, each type parameter bounded by `Abi`.
    generics: Generics,
}

fn expand(data: &Data) -> TokenStream {
    // rustc reports all of it, and would report it in the generated code as well.
    if data.never_ends() {
        return TokenStream::new();
    }
    if data.has_unused_parameter() || data.has_namesakes() {
        return fallback(data);
    }
    let context = Context {
        data,
        generics: bounded(data),
    };
    match &data.body {
        Body::Struct(fields) => context.assemble(&context.of_struct(fields)),
        Body::Enum(variants) => context.assemble(&context.of_enum(variants)),
        Body::Union => TokenStream::new(),
    }
}

/// What differs between structs and enums.
struct Parts {
    description: TokenStream,
    representation: TokenStream,
    /// The body of `lower`.
    lower: TokenStream,
    /// The body of `lift`.
    lift: TokenStream,
    /// The body of `check_depth`; empty where there is nothing to look at.
    check_depth: TokenStream,
    /// Names the type of each field.
    named: TokenStream,
}

impl Context<'_> {
    fn of_struct(&self, fields: &Fields) -> Parts {
        let name = self.data.original.ident.unraw().to_string();
        let code = self.code(fields);
        let (params, _, wheres) = self.generics.split_for_impl();
        let (declared, taken, lowered) = (code.declared(), code.taken(), code.lowered());
        let bound = code.bound(&quote!(Self));
        let lifted = code.lifted(&quote!(Self));
        Parts {
            description: code.description(&name),
            representation: quote!(#[repr(C)] pub struct __Repr #params #wheres #declared),
            lower: quote! {
                let #bound = self;
                __Repr #lowered
            },
            lift: quote! {
                let __Repr #taken = __repr;
                #lifted
            },
            check_depth: self.check_depth(&[&code], || {
                let checked = code.checked();
                if self.data.is_packed() {
                    let copied = code.copied();
                    quote!(#copied #checked)
                } else {
                    let borrowed = code.borrowed(&quote!(Self));
                    quote!(let #borrowed = self; #checked)
                }
            }),
            named: code.named(),
        }
    }

    fn of_enum(&self, variants: &[Variant]) -> Parts {
        let name = self.data.original.ident.unraw().to_string();
        let (params, _, wheres) = self.generics.split_for_impl();
        let mut described = TokenStream::new();
        let mut declared = TokenStream::new();
        let mut lowers = TokenStream::new();
        let mut lifts = TokenStream::new();
        let mut named = TokenStream::new();
        let mut checks = TokenStream::new();
        let codes: Vec<_> = variants.iter().map(|it| self.code(&it.fields)).collect();
        for (Variant { ident, .. }, code) in variants.iter().zip(&codes) {
            let label = ident.unraw().to_string();
            let description = code.description(&label);
            described.extend(quote!(__hotswap::Part { label: #label, ty: &#description },));
            let representation = code.declared();
            declared.extend(quote!(#ident #representation,));
            let (bound, lowered) = (code.bound(&quote!(Self::#ident)), code.lowered());
            lowers.extend(quote!(#bound => __Repr::#ident #lowered,));
            let (taken, lifted) = (code.taken(), code.lifted(&quote!(Self::#ident)));
            lifts.extend(quote!(__Repr::#ident #taken => #lifted,));
            named.extend(code.named());
            if code.may_nest() {
                let (borrowed, checked) = (code.borrowed(&quote!(Self::#ident)), code.checked());
                checks.extend(quote!(#borrowed => { #checked }));
            }
        }
        if !codes.iter().all(FieldsCode::may_nest) {
            checks.extend(quote!(_ => {}));
        }
        let codes: Vec<_> = codes.iter().collect();
        Parts {
            description: quote! {
                __hotswap::TypeDesc::new(__hotswap::Kind::Enum, #name, &[#described])
            },
            representation: quote! {
                #[repr(C, u32)]
                pub enum __Repr #params #wheres { #declared }
            },
            lower: quote!(match self { #lowers }),
            lift: quote!(match __repr { #lifts }),
            check_depth: self.check_depth(&codes, || quote!(match self { #checks })),
            named,
        }
    }

    /// The code for the fields of a struct or variant.
    fn code<'f>(&self, fields: &'f Fields) -> FieldsCode<'f> {
        FieldsCode::new(fields, &self.data.original.ident, &self.generics)
    }

    /// The body of `check_depth`, which looks at all fields by `checks`. A type that contains itself is a level of its own.
    fn check_depth(
        &self,
        codes: &[&FieldsCode<'_>],
        checks: impl FnOnce() -> TokenStream,
    ) -> TokenStream {
        if !codes.iter().any(|code| code.may_nest()) {
            return TokenStream::new();
        }
        let reprs = codes.iter().flat_map(|code| code.reprs());
        let level = codes.iter().any(|code| code.is_recursive()).then(|| {
            quote! {
                let __levels = __levels.inside(
                    <Self as __hotswap::Shape>::TYPE,
                    __hotswap::core::mem::size_of::<<Self as __hotswap::Abi>::Repr>(),
                    0 #(+ __hotswap::core::mem::size_of::<#reprs>())*,
                )?;
            }
        });
        let checks = checks();
        quote! {
            fn check_depth(&self, __levels: __hotswap::Levels) -> __hotswap::Depth {
                #level
                #checks
                __hotswap::core::result::Result::Ok(())
            }
        }
    }

    /// Asks, at the place of the type's name, whether it has a `Drop` of its own: then it cannot be taken apart.
    fn can_be_taken_apart(&self) -> TokenStream {
        let at = Span::call_site().located_at(self.data.original.ident.span());
        quote_spanned! {at=>
            __hotswap::IntoParts::check(__hotswap::DropCheck::<Self>::of().__drop_check());
        }
    }

    fn assemble(&self, parts: &Parts) -> TokenStream {
        let Parts {
            description,
            representation,
            lower,
            lift,
            check_depth,
            named,
        } = parts;
        let ident = &self.data.original.ident;
        let can_be_taken_apart = self.can_be_taken_apart();
        // At the type's name, where rustc reports types that contain each other.
        let at = Span::call_site().located_at(ident.span());
        let description = quote_spanned! {at=>
            const TYPE: &'static __hotswap::TypeDesc = &#description;
        };
        let (params, args, wheres) = self.generics.split_for_impl();
        let content = quote! {
            use __hotswap::NoDrop as _;

            #[doc(hidden)]
            #[allow(non_snake_case, non_camel_case_types, missing_debug_implementations)]
            #representation

            struct __Fields #params (__hotswap::core::marker::PhantomData<#ident #args>) #wheres;
            #named

            #[automatically_derived]
            impl #params __hotswap::Shape for #ident #args #wheres {
                #description
            }

            // SAFETY: the representation is `repr(C)` and made of representations, in the order of the
            // description; `lift` hands its contract on to each field.
            #[automatically_derived]
            unsafe impl #params __hotswap::Abi for #ident #args #wheres {
                type Repr = __Repr #args;

                // Not `Self::Repr`, which a variant may be called.
                fn lower(self) -> __Repr #args {
                    #can_be_taken_apart
                    #lower
                }

                unsafe fn lift(__repr: __Repr #args) -> Self {
                    #lift
                }

                #check_depth
            }
        };
        super::block(&self.data.options, &self.data.original.attrs, &content)
    }
}
