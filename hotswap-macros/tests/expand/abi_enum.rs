#[derive(Abi)]
pub enum Shape {
    Point,
    Circle(f64),
    Named { name: String, group: Vec<Shape> },
}
