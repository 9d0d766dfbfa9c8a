use crate::common::host::Host;

#[test]
fn a_replaced_version_is_unmapped() {
    let host = Host::serving();
    for number in 0..20 {
        host.publish(2 - number % 2);
        let report = host.reload().unwrap();
        assert_eq!(report.to_string(), "world: ok");
    }
    wait_until("all old versions are gone", || {
        host.swapper.stats().unloaded == 20
    });
    println!("{}", host.swapper.stats());
}
use test_kit::wait_until;
