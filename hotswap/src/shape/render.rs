//! Prints a description as Rust would write the type.

use std::fmt;

use super::kind::Kind;
use super::tree::{Node, Tree};

impl fmt::Display for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            Kind::Recursion if !self.parts.is_empty() => list(f, "", &self.parts, ""),
            Kind::Primitive | Kind::Struct | Kind::Enum | Kind::Recursion => {
                f.write_str(&self.name)
            }
            Kind::Generic => {
                f.write_str(&self.name)?;
                list(f, "<", &self.parts, ">")
            }
            Kind::Slice => list(f, "&[", &self.parts, "]"),
            Kind::Array => {
                list(f, "[", &self.parts, "")?;
                write!(f, "; {}]", self.len)
            }
            Kind::Tuple if self.parts.len() == 1 => list(f, "(", &self.parts, ",)"),
            Kind::Tuple => list(f, "(", &self.parts, ")"),
            Kind::Function => function(f, self),
            Kind::Interface => write!(f, "dyn {}", self.name),
            Kind::LiveType => list(f, "", &self.parts, ""),
        }
    }
}

fn function(f: &mut fmt::Formatter<'_>, tree: &Tree) -> fmt::Result {
    let Some((params, result)) = tree.as_function() else {
        return f.write_str("fn");
    };
    let (keyword, result) = match result.as_future() {
        Some(result) => ("async fn", result),
        None => ("fn", result),
    };
    f.write_str(keyword)?;
    list(f, "(", params, ")")?;
    if result.kind == Kind::Primitive && result.name == "()" {
        return Ok(());
    }
    write!(f, " -> {result}")
}

fn list(f: &mut fmt::Formatter<'_>, open: &str, parts: &[Node], close: &str) -> fmt::Result {
    f.write_str(open)?;
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            f.write_str(", ")?;
        }
        if !part.label.is_empty() {
            write!(f, "{}: ", part.label)?;
        }
        write!(f, "{}", part.tree)?;
    }
    f.write_str(close)
}

#[cfg(test)]
mod tests {
    use crate::shape::{Part, Shape, TypeDesc};

    #[test]
    fn types_print_as_rust_writes_them() {
        assert_eq!(<(u8,)>::TYPE.tree().to_string(), "(u8,)");
        assert_eq!(<Vec<[u8; 4]>>::TYPE.tree().to_string(), "Vec<[u8; 4]>");
        assert_eq!(<&[char]>::TYPE.tree().to_string(), "&[char]");
    }

    #[test]
    fn async_functions_print_what_they_give_when_they_are_awaited() {
        const UNIT: &TypeDesc = &TypeDesc::future(&[Part {
            label: "",
            ty: <()>::TYPE,
        }]);
        const TEXT: &TypeDesc = &TypeDesc::future(&[Part {
            label: "",
            ty: String::TYPE,
        }]);
        const fn function(result: &'static TypeDesc) -> [Part; 1] {
            [Part {
                label: "",
                ty: result,
            }]
        }
        const UNITS: &[Part] = &function(UNIT);
        const TEXTS: &[Part] = &function(TEXT);
        let unit = TypeDesc::function("tick", UNITS).tree();
        let text = TypeDesc::function("get", TEXTS).tree();
        assert_eq!(unit.to_string(), "async fn()");
        assert_eq!(text.to_string(), "async fn() -> String");
    }

    #[test]
    fn functions_print_with_their_parameter_names() {
        const PARTS: &[Part] = &[
            Part {
                label: "name",
                ty: <&str>::TYPE,
            },
            Part {
                label: "",
                ty: String::TYPE,
            },
        ];
        let tree = TypeDesc::function("greet", PARTS).tree();
        assert_eq!(tree.to_string(), "fn(name: &str) -> String");
    }
}
