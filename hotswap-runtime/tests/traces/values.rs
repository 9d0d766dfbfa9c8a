use test_kit::isolated;

use crate::scene::Scene;

/// What each event of the teller ends with.
const OWN: &str = "plugin=str:teller plugin.version=str:1.2.3";

#[test]
fn every_kind_of_value_arrives_as_what_it_is() {
    isolated(|| {
        let (scene, collector) = Scene::collecting();
        scene.tell("every_kind");
        let expected = format!(
            "INFO teller [] message=all kinds of them int=i64:-1 long=i64:{} unsigned=u64:{} \
             wide=i128:{} widest=u128:{} float=f64:0.5 truth=bool:true text=str:té xt owned=str:own \
             some=u64:7 bytes=bytes:[0, 255] debug=debug:Point(3) display=debug:outer \
             error=error:outer < inner {OWN}",
            i64::MIN,
            u64::MAX,
            i128::MIN,
            u128::MAX
        );
        assert_eq!(collector.event(), expected);
    });
}

#[test]
fn texts_may_be_as_long_as_they_like() {
    isolated(|| {
        let (scene, collector) = Scene::collecting();
        for size in [0u32, 60, 200, 100_000] {
            scene.ask::<()>("long_texts", (size,));
            let text = "ü".repeat(size as usize);
            let expected = format!(
                "INFO teller [] message={text} text=str:{text} debug=debug:\"{text}\" {OWN}"
            );
            assert_eq!(collector.event(), expected);
        }
    });
}

#[test]
fn more_than_32_fields_arrive_all() {
    isolated(|| {
        let (scene, collector) = Scene::collecting();
        scene.tell("many_fields");
        let names = (0..39).map(|n| format!("{}{}=i64:{n}", b"abcd"[n / 10] as char, n % 10));
        let fields: Vec<_> = names.chain(["last=str:39".to_owned()]).collect();
        let fields = format!("{} {OWN}", fields.join(" "));
        assert_eq!(
            collector.event(),
            format!("INFO teller [many{{{fields}}}] {fields}")
        );
    });
}

#[test]
fn levels_targets_and_names_are_those_of_the_plugin() {
    isolated(|| {
        let (scene, collector) = Scene::collecting();
        scene.tell("at_all_levels");
        let expected = ["ERROR", "WARN", "INFO", "DEBUG", "TRACE"].map(|level| {
            let message = level.to_lowercase();
            format!("{level} teller [] message={message} {OWN}")
        });
        assert_eq!(collector.events(), expected);
        scene.tell("elsewhere");
        assert_eq!(
            collector.events(),
            [
                format!("INFO another::target [] message=elsewhere {OWN}"),
                format!("WARN teller [] message=named {OWN}"),
                format!("INFO teller [spanned{{{OWN}}}] message=inside {OWN}"),
            ]
        );
    });
}

#[test]
fn a_field_of_the_plugin_that_is_called_plugin_stays_what_it_is() {
    isolated(|| {
        let (scene, collector) = Scene::collecting();
        scene.tell("own_fields");
        assert_eq!(
            collector.event(),
            "INFO teller [] message=it has a field of that name plugin=str:mine plugin.version=str:1.2.3"
        );
    });
}

#[test]
fn a_value_that_panics_when_it_is_written_panics_in_the_plugin() {
    isolated(|| {
        let (scene, collector) = Scene::collecting();
        let error = scene
            .plugin()
            .invoke::<()>("panic_in_debug", ())
            .unwrap_err();
        assert!(error.to_string().contains("debug panics"), "{error}");
        scene.tell("own_fields");
        let events = collector.events();
        assert!(events.last().unwrap().contains("mine"), "{events:?}");
        assert!(!events.iter().any(|it| it.contains("never seen")));
    });
}
