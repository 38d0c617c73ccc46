/**
 * Functions of a number that is none give one that is none. WGSL leaves open what `exp` and others make of it
 * (section 15.7.2), and SwiftShader's make infinity; it also leaves open what comparisons of it give, hence the bits.
 */
export const NOT_A_NUMBER = `
    fn isNaN(x: f32) -> bool {
      return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u;
    }
    fn exponential(x: f32) -> f32 {
      return select(exp(x), x, isNaN(x));
    }
    fn logarithm(x: f32) -> f32 {
      return select(log(x), x, isNaN(x));
    }
    fn inverseRoot(x: f32) -> f32 {
      return select(1 / sqrt(x), x, isNaN(x));
    }`;
