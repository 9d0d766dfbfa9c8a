//! The modules of this crate import in one direction: downwards.

use std::path::Path;

/// All modules, from the lowest to the highest.
const LAYERS: &[&str] = &[
    // Bytes, views, counts.
    "root::version bytes raw keep role trace::raw metrics::raw",
    // What a type looks like.
    "shape::kind shape::blake2s shape::fingerprint shape::tree shape::render shape::diff shape::desc shape shape::tree_fingerprint",
    // Errors, and how they cross.
    "error::suggest error error::chain error::context error::display error::encoding",
    // Values.
    "abi::levels abi abi::depth abi::identity abi::parts abi::buffer abi::guard abi::field abi::recursive",
    "abi::scalar abi::text abi::sequence abi::option_result abi::boxed abi::tuple abi::collections abi::std_types",
    // Data.
    "live_data::name live_data::token live_data::value live_data::format live_data::json live_data::decode::error",
    "live_data::decode::decoder live_data::decode::access live_data::decode live_data live_data::debug live_data::abi live_data::convert live_data::lent live_data::stored::plain",
    "live_data::stored::read live_data::stored",
    // Calls, and the host that panics are told to.
    "call::symbols call::failure call::args call::panic_report host::raw_task host::executor host::table host::attached call::panic_hook call::barrier",
    "call::callable call",
    // Traces of a plugin, which go to its host.
    "trace::host trace::to_host trace::address_map trace::recorded trace::foreign trace::subscriber trace::logger trace::attach trace metrics::host metrics::recorder metrics",
    // What is in the tables of a library.
    "object::owner object::header object::raw imports::declaration imports::raw vault::raw context::raw",
    "manifest manifest::record manifest::field manifest::computed manifest::imports manifest::live_type",
    "manifest::read root::item host::services host::attach host root::table",
    // Whose code runs: plugins in one binary with their host.
    "thread::stop linked::plugin linked::context linked::keep linked::panics linked::attach linked thread reentrancy",
    // Objects.
    "object::vtable object::keeping object::handle object::crossing object::interface object::any object::obj",
    "object::into object::abi object::method object",
    // What functions are called on, and functions.
    "value_slot context::slot statics receiver function",
    // Async calls.
    "task::waker task::frame task::table task::slot task::entered task::start task::own_tokio task::future task::crossed task::executor task::retired task::spawned task::time task::call task::function task::by_name task",
    // What plugins share.
    "live_fn live_item live_type::upgrade live_type::live live_type::stored live_type::returned live_type::read",
    "live_type::restorer live_type::entry live_type::handle live_type",
    "imports::thread_safe imports::slot imports::wiring imports::erased imports::field imports",
    "vault::interface vault::backend vault::slot_errors vault::table vault::remote vault context",
    // A plugin, and its root.
    "plugin declaration root::functions root unsupported_item",
    "testing::turns testing::vault testing::harness testing",
    "docs::asynchronous docs::imports docs::interfaces docs::logs docs::versions docs __private registration prelude lib",
];

#[test]
fn no_module_imports_one_above_it() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    test_kit::layers::check(src, LAYERS);
}
