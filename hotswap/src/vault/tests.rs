//! Both sides of one vault, without a library between them.

use std::collections::BTreeMap;
use std::sync::Mutex;

use super::*;

#[hotswap::interface]
trait Greeter {
    fn greet(&self, name: &str) -> String;
}

#[hotswap::interface]
trait Silent {}

/// A vault of the least that does.
#[derive(Default)]
struct Plain {
    bag: Mutex<BTreeMap<String, LiveData>>,
    slot: Mutex<Option<AnyObj>>,
}

impl VaultBackend for Plain {
    fn live_fn(&self, name: &str) -> Result<LiveFn> {
        Err(Error::not_found(
            "live function",
            name,
            "the vault",
            ["greet"],
        ))
    }

    fn live_fn_names(&self) -> Result<Vec<String>> {
        Ok(vec!["greet".to_owned()])
    }

    fn set(&self, key: &str, data: LiveData) -> Result<()> {
        self.bag.lock().unwrap().insert(key.to_owned(), data);
        Ok(())
    }

    fn get(&self, key: &str) -> Result<Option<LiveData>> {
        Ok(self.bag.lock().unwrap().get(key).cloned())
    }

    fn remove(&self, key: &str) -> Result<Option<LiveData>> {
        Ok(self.bag.lock().unwrap().remove(key))
    }

    fn keys(&self) -> Result<Vec<String>> {
        Ok(self.bag.lock().unwrap().keys().cloned().collect())
    }

    fn set_extension(&self, interface: &InterfaceRef<'_>, object: AnyObj) -> Result<()> {
        let mut slot = self.slot.lock().unwrap();
        if slot.is_some() {
            return Err(Error::already_set(interface, "plugin a", "plugin b"));
        }
        *slot = Some(object);
        Ok(())
    }

    fn extension(&self, _: &InterfaceRef<'_>) -> Result<AnyObj> {
        let slot = self.slot.lock().unwrap().clone();
        slot.ok_or_else(|| panic!("the host is at a loss"))
    }

    fn extension_names(&self) -> Result<Vec<String>> {
        let slot = self.slot.lock().unwrap();
        Ok(slot.iter().map(|_| "dyn Greeter".to_owned()).collect())
    }

    fn live_fns(&self) -> Result<Vec<LiveItem>> {
        Ok(vec![LiveItem::new("greet", "world", "fn(name: &str)")])
    }

    fn live_type(&self, name: &str) -> Result<LiveType> {
        Err(Error::not_found("live type", name, "the vault", ["Fire"]))
    }

    fn live_types(&self) -> Result<Vec<LiveItem>> {
        let mut fire = LiveItem::new("Blaze", "jobs", "dyn Job");
        fire.version = Some(2);
        fire.alias_of = Some("Fire".to_owned());
        Ok(vec![fire])
    }
}

/// The two sides, each of a backend of its own.
fn both_sides(mut test: impl FnMut(&Vault)) {
    test(&Vault::new(Arc::new(Plain::default())));
    let backend = Plain::default();
    // SAFETY: HOST-OUTLIVES: the backend outlives the vault.
    test(&unsafe { RawVault::lend(&backend).into_vault() });
}

#[test]
fn both_sides_know_the_live_functions() {
    both_sides(|vault| {
        assert_eq!(vault.live_fn_names().unwrap(), ["greet"]);
        let error = vault.live_fn("gret").unwrap_err();
        assert_eq!(
            error.to_string(),
            "no live function `gret` in the vault; did you mean `greet`?"
        );
    });
}

#[test]
fn both_sides_know_the_live_types() {
    both_sides(|vault| {
        let told = |items: Vec<LiveItem>| items.iter().map(ToString::to_string).collect::<Vec<_>>();
        let types = told(vault.live_types().unwrap());
        assert_eq!(types, ["Blaze (Fire, version 2): dyn Job, in plugin jobs"]);
        let functions = told(vault.live_fns().unwrap());
        assert_eq!(functions, ["greet: fn(name: &str), in plugin world"]);
        let error = vault.live_type("Fir").unwrap_err();
        assert_eq!(
            error.to_string(),
            "no live type `Fir` in the vault; did you mean `Fire`?"
        );
    });
}

#[test]
fn data_without_a_name_cannot_be_restored_by_name() {
    both_sides(|vault| {
        let data = LiveData::wrap(&3).unwrap();
        let error = vault.restore::<dyn Greeter>(&data).unwrap_err();
        assert_eq!(
            error.to_string(),
            "live data of type i32 does not name its live type: create it with `to_live()`, or name the type: \
             `vault.live_type(\"…\")?.restore(&data)`"
        );
    });
}

#[test]
fn both_sides_have_the_bag() {
    both_sides(|vault| {
        assert!(vault.get("motto").unwrap().is_none());
        vault
            .set("motto", LiveData::wrap("be brief").unwrap())
            .unwrap();
        vault.set("count", LiveData::none()).unwrap();
        assert_eq!(vault.keys().unwrap(), ["count", "motto"]);
        let motto = vault.get("motto").unwrap().unwrap();
        assert_eq!(motto.unwrap::<String>().unwrap(), "be brief");
        assert_eq!(vault.remove("motto").unwrap(), Some(motto));
        assert_eq!(vault.remove("motto").unwrap(), None);
    });
}

#[test]
fn both_sides_have_the_slots() {
    both_sides(|vault| {
        let greeter = || Obj::<dyn Greeter>::from_fn(|name: &str| format!("hello {name}"));
        vault.set_extension::<dyn Greeter>(greeter()).unwrap();
        let error = vault.set_extension::<dyn Greeter>(greeter()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the extension slot `dyn Greeter` is already filled by plugin a, and plugin b fills it again: \
             only one of them may fill it"
        );
        let found = vault.extension::<dyn Greeter>().unwrap();
        assert_eq!(found.greet("Bob"), "hello Bob");
        assert_eq!(vault.extension_names().unwrap(), ["dyn Greeter"]);
    });
}

#[test]
fn an_object_of_another_interface_is_never_taken_for_this_one() {
    both_sides(|vault| {
        let greeter = Obj::<dyn Greeter>::from_fn(|name: &str| name.to_owned());
        vault.set_extension::<dyn Greeter>(greeter).unwrap();
        assert!(vault.extension::<dyn Silent>().is_err());
    });
}

#[test]
fn a_panic_in_the_host_is_an_error_in_the_plugin() {
    let backend = Plain::default();
    // SAFETY: HOST-OUTLIVES: the backend outlives the vault.
    let vault = unsafe { RawVault::lend(&backend).into_vault() };
    let error = vault.extension::<dyn Greeter>().unwrap_err();
    assert!(
        error.to_string().contains("the host is at a loss"),
        "{error}"
    );
}

#[test]
fn a_host_with_a_shorter_table_is_told_apart() {
    let backend = Plain::default();
    let mut raw = RawVault::lend(&backend);
    // SAFETY: SIZED-TABLES: it is the table of this library.
    let mut functions = unsafe { (*raw.functions.cast::<table::VaultFunctions>()).clone() };
    functions.size -= 1;
    raw.functions = std::ptr::from_ref(Box::leak(Box::new(functions))).cast();
    // SAFETY: HOST-OUTLIVES and SIZED-TABLES: the backend outlives the vault, and the table is as long as before.
    let vault = unsafe { raw.into_vault() };
    let error = vault.keys().unwrap_err();
    assert!(error.to_string().contains("older version"), "{error}");
    assert!(vault.live_fn_names().is_err());
}

#[test]
fn a_clone_keeps_nothing() {
    let backend = Arc::new(Plain::default());
    let vault = Vault::new(Arc::clone(&backend));
    let kept = vault.clone();
    assert_eq!(kept.clone().keys().unwrap(), Vec::<String>::new());
    drop(vault);
    assert_eq!(Arc::strong_count(&backend), 1);
    drop(backend);
    let error = kept.set("key", LiveData::none()).unwrap_err();
    assert!(error.to_string().contains("is gone"), "{error}");
}
