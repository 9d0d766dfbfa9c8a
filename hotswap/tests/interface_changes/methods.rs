//! Methods that come, go, move, or return something else.

crate::method_changes! {
    a_method_is_added_at_the_end:
        { fn a(&self); } => { fn a(&self); fn b(&self); }
        says "method b is missing in the host"
    a_method_is_added_at_the_start:
        { fn a(&self); } => { fn b(&self); fn a(&self); }
        says "method b is missing in the host"
    a_method_with_a_default_body_is_added:
        { fn a(&self); } => { fn a(&self); fn b(&self) {} }
        says "method b is missing in the host"
    the_last_method_is_removed:
        { fn a(&self); fn b(&self); } => { fn a(&self); }
        says "method b is missing in the plugin"
    the_first_method_is_removed:
        { fn a(&self); fn b(&self); } => { fn b(&self); }
        says "method a is missing in the plugin"
    the_only_method_is_removed:
        { fn a(&self); } => { }
        says "method a is missing in the plugin"
    a_method_is_renamed:
        { fn greet(&self); } => { fn salute(&self); }
        says "host has method greet where the plugin has method salute"
    methods_are_reordered:
        { fn a(&self); fn b(&self); fn c(&self); } => { fn a(&self); fn c(&self); fn b(&self); }
        says "the methods are in another order: host has b where the plugin has c"
    a_return_type_is_changed:
        { fn a(&self) -> u32; } => { fn a(&self) -> u64; }
        says "method a: result: host u32, plugin u64"
    a_return_type_is_added:
        { fn a(&self); } => { fn a(&self) -> bool; }
        says "method a: result: host (), plugin bool"
    a_return_type_is_removed:
        { fn a(&self) -> bool; } => { fn a(&self); }
        says "method a: result: host bool, plugin ()"
    a_method_may_now_fail:
        { fn a(&self) -> String; } => { fn a(&self) -> hotswap::Result<String>; }
        says "method a: result: host String, plugin hotswap::Result<String>"
    a_method_may_no_longer_fail:
        { fn a(&self) -> hotswap::Result<()>; } => { fn a(&self); }
        says "method a: result: host hotswap::Result<()>, plugin ()"
    the_value_of_a_method_that_may_fail_is_changed:
        { fn a(&self) -> hotswap::Result<u8>; } => { fn a(&self) -> hotswap::Result<i8>; }
        says "method a: result: hotswap::Result<_>: host u8, plugin i8"
    an_error_of_ours_becomes_one_of_a_type:
        { fn a(&self) -> hotswap::Result<u8>; } => { fn a(&self) -> Result<u8, String>; }
        says "method a: result: host hotswap::Result<u8>, plugin Result<u8, String>"
    the_type_of_an_error_is_changed:
        { fn a(&self) -> Result<u8, String>; } => { fn a(&self) -> Result<u8, u8>; }
        says "method a: result: Result<_>: host String, plugin u8"
    the_second_of_two_changes_waits_for_the_first:
        { fn a(&self) -> u8; fn b(&self); } => { fn a(&self) -> u16; }
        says "method a: result: host u8, plugin u16"
}
