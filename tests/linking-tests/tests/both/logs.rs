use std::io::Write;
use std::sync::{Arc, Mutex};

use linking_tests::both_ways;
use test_kit::wait_until;
use tracing::info_span;
use tracing_subscriber::fmt::MakeWriter;

/// What a subscriber has written.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Written {
    fn take(&self) -> String {
        let bytes = std::mem::take(&mut *self.0.lock().unwrap());
        String::from_utf8(bytes).unwrap()
    }
}

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Written {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

both_ways! {
    fn what_a_plugin_records_is_in_the_span_of_the_host(scene) {
        let swapper = scene.load(&["mode_solo"]);
        let written = Written::default();
        let subscriber = tracing_subscriber::fmt()
            .without_time()
            .with_ansi(false)
            .with_writer(written.clone());
        let told = tracing::subscriber::with_default(subscriber.finish(), || {
            let request = info_span!("request", id = 7);
            let tell = || {
                request.in_scope(|| {
                    let solo = swapper.current().plugin("mode_solo").unwrap().clone();
                    solo.invoke::<()>("tell", ("hello",)).unwrap();
                });
                let told = written.take();
                told.lines().find(|line| line.contains("solo tells")).map(str::to_owned)
            };
            wait_until("the plugin knows of the subscriber", || tell().is_some());
            tell().unwrap()
        });
        let without_plugin = told.replace(" plugin=\"mode_solo\" plugin.version=\"0.1.0\"", "");
        let without_plugin = without_plugin.replace("{plugin=\"mode_solo\" plugin.version=\"0.1.0\"}", "");
        assert_eq!(
            without_plugin,
            " INFO request{id=7}:solo: mode_solo: solo tells text=\"hello\""
        );
    }
}
