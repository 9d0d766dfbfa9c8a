//! One method of an interface: its description, its entry in the table, and the call of it.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{FnArg, Ident, Lifetime, Path, Token, Type};

use crate::expand::resolved::resolved;
use crate::expand::{argument, output};
use crate::model::interface::Method;
use crate::model::signature::{Param, scoped};

/// The code that is generated for one method.
pub(super) struct MethodCode {
    /// Tells the `hotswap` crate what the method is.
    pub(super) described: TokenStream,
    /// A `Part` of the interface's description.
    pub(super) part: TokenStream,
    /// The same with all that `part` leaves out; `None` if that is nothing.
    pub(super) whole: Option<TokenStream>,
    /// The method as `__T` has it.
    pub(super) method: TokenStream,
    /// The method as an object has it.
    pub(super) call: TokenStream,
}

/// Interfaces that are described by their names alone.
#[derive(Default)]
pub(super) struct Names(Vec<String>);

impl Names {
    /// What stands for that interface.
    fn placeholder(&mut self, path: &Path) -> TokenStream {
        let name = path.to_token_stream().to_string().replace(' ', "");
        let known = self.0.iter().position(|it| *it == name);
        let index = known.unwrap_or_else(|| {
            self.0.push(name);
            self.0.len() - 1
        });
        let ident = format_ident!("__Named{index}");
        quote!(#ident)
    }

    /// Declares all of them.
    pub(super) fn declared(&self) -> TokenStream {
        let declared = self.0.iter().enumerate().map(|(index, name)| {
            let ident = format_ident!("__Named{index}");
            let name = format!("dyn {name}");
            quote! {
                struct #ident;
                // SAFETY: only ever part of a description; it has no methods.
                unsafe impl __hotswap::Interface for #ident {
                    type VTable = __hotswap::VTable<0>;
                    const TYPE: &'static __hotswap::TypeDesc =
                        &__hotswap::TypeDesc::new(__hotswap::Kind::Recursion, #name, &[]);
                }
            }
        });
        declared.collect()
    }
}

impl MethodCode {
    /// The code of a method of the trait `owner`.
    pub(super) fn new(method: &Method, owner: &Ident, names: &mut Names) -> Self {
        let index = method.index;
        let kind = match method.is_async {
            true => "AsyncFunction",
            false => "Function",
        };
        let function = format_ident!("{kind}{}", method.params.len() + 1);
        let function = quote!(__hotswap::#function);
        let object = quote!(<__Method<__hotswap::Obj<dyn #owner>, #index> as #function>);
        let call = match method.is_async {
            true => async_call(method, &function),
            false => call(method, &function),
        };
        Self {
            described: description(method, owner, names, &function),
            part: part(&object, &quote!(PARTS)),
            whole: is_outlined(method, owner).then(|| part(&object, &quote!(WHOLE_PARTS))),
            method: quote!(<__Method<__T, #index> as #function>),
            call,
        }
    }
}

/// The method of an object, which calls the one in its table.
fn call(method: &Method, function: &TokenStream) -> TokenStream {
    let index = method.index;
    let call = with_body(method, |itself, locals| {
        quote! {
            let __callee = __hotswap::Callee::of(#itself, #index);
            // SAFETY: the interface has this method at this index.
            unsafe {
                <__Method<Self, #index> as #function>::invoke(
                    __callee, __callee.this(), #(#locals),*
                )
            }
        }
    });
    quote!(#[inline] #[track_caller] #call)
}

/// The same for an async method, with a place for its task.
fn async_call(method: &Method, function: &TokenStream) -> TokenStream {
    let index = method.index;
    let call = with_body(method, |itself, locals| {
        quote! {
            let __callee = __hotswap::Callee::of(#itself, #index);
            let mut __slot = __hotswap::TaskSlot::new();
            // SAFETY: the interface has this method at this index. The slot is in this future, which is pinned, and is dropped
            // after the call.
            unsafe {
                <__Method<Self, #index> as #function>::invoke(
                    __callee, &mut __slot, __callee.this(), #(#locals),*
                )
            }.await
        }
    });
    quote!(#[inline] #call)
}

/// Names each type once, as for a function that is called by name, with `self` as parameter 0.
fn description(
    method: &Method,
    owner: &Ident,
    names: &mut Names,
    function: &TokenStream,
) -> TokenStream {
    let scope = Lifetime::new("'call", Span::call_site());
    let index = method.index;
    // The bound that comes last is ours: to it rustc would add a type that is unknown, as a parameter.
    let header = quote!(<__T: #owner + __hotswap::core::marker::Sized>);
    let marker = quote!(__Method<__T, #index>);
    let label = &method.label;
    let count = method.params.len() + 1;
    let labels = method.params.iter().map(|param| &param.label);
    let locals: Vec<_> = method.params.iter().map(|param| &param.local).collect();
    let types: Vec<_> = method
        .params
        .iter()
        .zip(1usize..)
        .map(|(param, at)| {
            let content = parameter(method, param, &scope, owner, names);
            quote!(impl #header __hotswap::Parameter<#at> for #marker { #content })
        })
        .collect();
    let result = returned(method, owner, names);
    let output = output(method.original.sig.asyncness.as_ref());
    let indices = 1..count;
    let ident = &method.original.sig.ident;
    let call = quote_spanned!(ident.span()=> <__T as #owner>::#ident);
    quote! {
        impl #header __hotswap::Parameter<0> for #marker {
            type Type<#scope> = __hotswap::This<#scope, __T>;
            type Resolved<#scope> = __hotswap::This<#scope, __T>;
        }
        #(#types)*
        impl #header __hotswap::Returns for #marker { #result }
        impl #header #function for #marker {
            const NAME: &'static __hotswap::core::primitive::str = #label;
            const LABELS: [&'static __hotswap::core::primitive::str; #count] = ["self", #(#labels),*];
            type Receiver = __hotswap::NoReceiver;

            fn call<#scope>(
                (): (),
                __this: <Self as __hotswap::Parameter<0>>::Type<#scope>,
                #(#locals: <Self as __hotswap::Parameter<#indices>>::Type<#scope>),*
            ) -> #output {
                // SAFETY: this is called by the entry alone, which stands in the table of a `__T`.
                let __this = unsafe { __this.get() };
                #call(__this, #(#locals),*)
            }
        }
    }
}

/// The type of a parameter, and its description if that is another.
fn parameter(
    method: &Method,
    param: &Param,
    scope: &Lifetime,
    owner: &Ident,
    names: &mut Names,
) -> TokenStream {
    let ty = param.scoped(scope);
    let named = resolved(&ty, Some(scope), &argument(method.is_async, scope));
    let Some(described) = described(method, &param.ty, owner, names) else {
        return named;
    };
    let fixed = scoped_static(&param.ty);
    quote! {
        #named
        const TYPE: &'static __hotswap::TypeDesc = __hotswap::description_or_placeholder(
            <__hotswap::DescribedArgument<#described, #fixed>>::TYPE,
            <__hotswap::Crosses<#fixed>>::AS_ARGUMENT
        );
        const WHOLE: &'static __hotswap::TypeDesc = __hotswap::description_or_placeholder(
            <__hotswap::DescribedArgument<#described, #fixed>>::WHOLE,
            <__hotswap::Crosses<#fixed>>::AS_ARGUMENT
        );
    }
}

/// The type of the result, and its description: as it is declared, since both sides declare it.
fn returned(method: &Method, owner: &Ident, names: &mut Names) -> TokenStream {
    let ty = &method.result;
    let named = resolved(ty, None, &quote!(__hotswap::Outcome));
    let Some(described) = described(method, ty, owner, names) else {
        let declared = match method.is_async {
            true => quote!(declared_async),
            false => quote!(declared),
        };
        return quote! {
            #named
            const TYPE: &'static __hotswap::TypeDesc = __hotswap::#declared::<Self>();
        };
    };
    let described = |constant: TokenStream| {
        let description = quote! {
            __hotswap::description_or_placeholder(
                <__hotswap::DescribedResult<#described, #ty>>::#constant,
                <__hotswap::Crosses<#ty>>::AS_RESULT,
            )
        };
        match method.is_async {
            true => quote! {
                &__hotswap::TypeDesc::future(&[__hotswap::Part { label: "", ty: #description }])
            },
            false => description,
        }
    };
    let (outline, whole) = (described(quote!(TYPE)), described(quote!(WHOLE)));
    quote! {
        #named
        const TYPE: &'static __hotswap::TypeDesc = #outline;
        const WHOLE: &'static __hotswap::TypeDesc = #whole;
    }
}

/// A `Part` of the description of an interface: the method of `object`, with these parts of its own.
fn part(object: &TokenStream, parts: &TokenStream) -> TokenStream {
    quote! {
        __hotswap::Part {
            label: #object::NAME,
            ty: &__hotswap::method(#object::NAME, #object::#parts),
        }
    }
}

/// Whether something else stands for an interface in the description of the method.
fn is_outlined(method: &Method, owner: &Ident) -> bool {
    let types = method.params.iter().map(|param| &param.ty);
    let mut all = types.chain([&method.result]);
    all.any(|ty| described(method, ty, owner, &mut Names::default()).is_some())
}

/// A type with stand-ins for interfaces that cannot be described where they stand; `None` without any.
fn described(method: &Method, ty: &Type, owner: &Ident, names: &mut Names) -> Option<Type> {
    let itself = quote!(__hotswap::Itself);
    let described = method.described(ty, owner, &itself, |path| names.placeholder(path))?;
    Some(scoped_static(&described))
}

fn scoped_static(ty: &Type) -> Type {
    scoped(ty, &Lifetime::new("'static", Span::call_site()))
}

/// The method with another body, in which its parameters have names of ours.
pub(super) fn with_body(
    method: &Method,
    body: impl FnOnce(&Token![self], &[&Ident]) -> TokenStream,
) -> TokenStream {
    let locals: Vec<_> = method.params.iter().map(|param| &param.local).collect();
    let mut signature = method.original.sig.clone();
    // The user's own: in a trait that a macro made, no other `self` is the one of the signature.
    let itself = match signature.receiver() {
        Some(receiver) => receiver.self_token,
        None => <Token![self]>::default(),
    };
    let typed = signature.inputs.iter_mut().filter_map(|input| match input {
        FnArg::Typed(typed) => Some(typed),
        FnArg::Receiver(_) => None,
    });
    for (typed, local) in typed.zip(&locals) {
        typed.attrs.clear();
        *typed.pat = syn::parse_quote!(#local);
    }
    let body = body(&itself, &locals);
    quote!(#signature { #body })
}
