#[live_type(dyn Job, name = "fire", alias = "Blaze", version = 3, upgrade(1 = count, 2 = name))]
#[derive(Serialize, Deserialize)]
struct Fire {
    shots: Vec<String>,
}
