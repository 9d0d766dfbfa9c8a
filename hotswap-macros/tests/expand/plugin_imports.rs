#[plugin(imports = Deps, exports = dyn Greeter, items = [songs])]
impl Plugin for World {}
