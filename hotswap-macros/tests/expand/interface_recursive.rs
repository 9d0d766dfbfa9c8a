#[interface]
trait Shop: Send {
    #[hotswap(recursive)]
    fn join(&self, owner: Obj<dyn Owner>, others: Vec<Obj<dyn Owner>>);
}
