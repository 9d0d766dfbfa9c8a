//! Arguments of methods.

crate::method_changes! {
    an_argument_is_added:
        { fn a(&self); } => { fn a(&self, n: u32); }
        says "method a: host has no arguments, plugin has 1 argument"
    an_argument_is_removed:
        { fn a(&self, n: u32, m: u32); } => { fn a(&self, n: u32); }
        says "method a: host has 2 arguments, plugin has 1 argument"
    an_argument_is_retyped:
        { fn a(&self, n: u32); } => { fn a(&self, n: i32); }
        says "method a: argument 1 (n): host u32, plugin i32"
    an_argument_becomes_wider:
        { fn a(&self, n: u32, size: usize); } => { fn a(&self, n: u32, size: u64); }
        says "method a: argument 2 (size): host usize, plugin u64"
    arguments_of_different_types_are_swapped:
        { fn a(&self, n: u32, s: &str); } => { fn a(&self, s: &str, n: u32); }
        says "method a: argument 1 (n): host u32, plugin &str"
    a_borrowed_text_becomes_an_owned_one:
        { fn a(&self, name: &str); } => { fn a(&self, name: String); }
        says "method a: argument 1 (name): host &str, plugin String"
    a_borrowed_list_becomes_an_owned_one:
        { fn a(&self, list: &[u8]); } => { fn a(&self, list: Vec<u8>); }
        says "method a: argument 1 (list): host &[u8], plugin Vec<u8>"
    the_elements_of_a_borrowed_list_are_retyped:
        { fn a(&self, list: &[u8]); } => { fn a(&self, list: &[i8]); }
        says "method a: argument 1 (list): &[_]: host u8, plugin i8"
    an_argument_becomes_optional:
        { fn a(&self, n: u32); } => { fn a(&self, n: Option<u32>); }
        says "method a: argument 1 (n): host u32, plugin Option<u32>"
    an_argument_is_boxed:
        { fn a(&self, n: u32); } => { fn a(&self, n: Box<u32>); }
        says "method a: argument 1 (n): host u32, plugin Box<u32>"
    the_length_of_an_array_is_changed:
        { fn a(&self, key: [u8; 16]); } => { fn a(&self, key: [u8; 32]); }
        says "method a: argument 1 (key): host [u8; 16], plugin [u8; 32]"
    an_array_becomes_a_list:
        { fn a(&self, key: [u8; 16]); } => { fn a(&self, key: Vec<u8>); }
        says "method a: argument 1 (key): host [u8; 16], plugin Vec<u8>"
    a_tuple_has_one_element_more:
        { fn a(&self, at: (u8, u8)); } => { fn a(&self, at: (u8, u8, u8)); }
        says "method a: argument 1 (at): element 2 is missing in the host"
    an_element_of_a_tuple_is_retyped:
        { fn a(&self, at: (u8, u8)); } => { fn a(&self, at: (u8, char)); }
        says "method a: argument 1 (at): element 1: host u8, plugin char"
    the_key_of_a_map_is_retyped:
        { fn a(&self, by: std::collections::BTreeMap<u8, u8>); }
        => { fn a(&self, by: std::collections::BTreeMap<char, u8>); }
        says "method a: argument 1 (by): BTreeMap<_>: host u8, plugin char"
    a_map_becomes_a_sorted_one:
        { fn a(&self, by: std::collections::HashMap<u8, u8>); }
        => { fn a(&self, by: std::collections::BTreeMap<u8, u8>); }
        says "method a: argument 1 (by): host HashMap<u8, u8>, plugin BTreeMap<u8, u8>"
    a_duration_becomes_a_number:
        { fn a(&self, wait: std::time::Duration); } => { fn a(&self, wait: u64); }
        says "method a: argument 1 (wait): host Duration, plugin u64"
    a_change_deep_inside_containers:
        { fn a(&self, n: Vec<Option<(u8, Box<u32>)>>); }
        => { fn a(&self, n: Vec<Option<(u8, Box<f32>)>>); }
        says "method a: argument 1 (n): Vec<_>: Option<_>: element 1: Box<_>: host u32, plugin f32"
}
