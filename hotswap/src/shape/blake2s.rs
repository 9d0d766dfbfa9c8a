//! BLAKE2s, as [RFC 7693](https://www.rfc-editor.org/rfc/rfc7693) defines it, with a digest of 128 bits and no key.
//!
//! The compiler's interpreter computes the fingerprint of every type and function of a plugin while the plugin is built. Each step
//! costs time, and most of all each function call. So there are two implementations: one as in the RFC, for a host that reads a
//! manifest, and one for the interpreter, in which
//!
//! - there are no calls of `wrapping_add` and `rotate_right`: additions cannot overflow, because a 32-bit word has
//!   64 bits of room, and the upper half is cleared afterwards
//! - one `u128` holds two words, so that two columns of the state are computed at once
//!
//! So a block takes 0.7 ms in the interpreter. Published crates that hash in `const` (`sha2-const`, `keccak-const`) take 10 to 30 ms
//! for a block.

/// The initial state: the fractional parts of the square roots of the first eight primes (RFC 7693, 2.6).
const IV: [u128; 8] = [
    0x6a09_e667,
    0xbb67_ae85,
    0x3c6e_f372,
    0xa54f_f53a,
    0x510e_527f,
    0x9b05_688c,
    0x1f83_d9ab,
    0x5be0_cd19,
];

/// The order in which each round takes the words of a block (RFC 7693, 2.7).
const SIGMA: [[usize; 16]; 10] = [
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
    [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
    [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
    [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
    [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
    [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
    [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
    [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
    [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
    [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
];

/// A digest of 16 bytes, no key, and no tree of hashes (RFC 7693, 2.5).
const PARAMETERS: u128 = 0x0101_0010;

/// The two words of a `u128`, without what overflowed.
const WORDS: u128 = 0x0000_0000_ffff_ffff_0000_0000_ffff_ffff;

const WORDS_OF_A_BLOCK: usize = 16;

const fn pair(low: u128, high: u128) -> u128 {
    low | high << 64
}

/// The words of two pairs.
const fn four(one: u128, two: u128) -> (u32, u32, u32, u32) {
    (
        one as u32,
        (one >> 64) as u32,
        two as u32,
        (two >> 64) as u32,
    )
}

/// The function G (RFC 7693, 3.1).
macro_rules! mix_one {
    ($a:ident $b:ident $c:ident $d:ident, $x:expr, $y:expr) => {
        $a = $a.wrapping_add($b).wrapping_add($x);
        $d = ($d ^ $a).rotate_right(16);
        $c = $c.wrapping_add($d);
        $b = ($b ^ $c).rotate_right(12);
        $a = $a.wrapping_add($b).wrapping_add($y);
        $d = ($d ^ $a).rotate_right(8);
        $c = $c.wrapping_add($d);
        $b = ($b ^ $c).rotate_right(7);
    };
}

/// The function G of two columns, or of two diagonals (RFC 7693, 3.1).
macro_rules! mix {
    ($a:ident $b:ident $c:ident $d:ident, $x:expr, $y:expr) => {
        $a = ($a + $b + $x) & WORDS;
        $d ^= $a;
        $d = ($d >> 16 | $d << 16) & WORDS;
        $c = ($c + $d) & WORDS;
        $b ^= $c;
        $b = ($b >> 12 | $b << 20) & WORDS;
        $a = ($a + $b + $y) & WORDS;
        $d ^= $a;
        $d = ($d >> 8 | $d << 24) & WORDS;
        $c = ($c + $d) & WORDS;
        $b ^= $c;
        $b = ($b >> 7 | $b << 25) & WORDS;
    };
}

/// A hash of 32-bit words, of which each is four bytes of the message, the lowest first. `INTERPRETED` is true in `const`.
pub(super) struct Blake2s<const INTERPRETED: bool> {
    /// The state, two words each.
    state: [u128; 4],
    block: [u128; WORDS_OF_A_BLOCK],
    /// How many words of the block are there.
    filled: usize,
    /// How many bytes came before the block.
    before: u128,
}

impl<const INTERPRETED: bool> Blake2s<INTERPRETED> {
    /// The hash of nothing yet.
    pub(super) const fn new() -> Self {
        Self {
            state: [
                pair(IV[0] ^ PARAMETERS, IV[1]),
                pair(IV[2], IV[3]),
                pair(IV[4], IV[5]),
                pair(IV[6], IV[7]),
            ],
            block: [0; WORDS_OF_A_BLOCK],
            filled: 0,
            before: 0,
        }
    }

    /// Adds a word to the message.
    pub(super) const fn word(&mut self, word: u32) {
        if self.filled == WORDS_OF_A_BLOCK {
            self.before += 64;
            self.compress(self.before, 0);
            self.block = [0; WORDS_OF_A_BLOCK];
            self.filled = 0;
        }
        self.block[self.filled] = word as u128;
        self.filled += 1;
    }

    /// The digest, as two words of 64 bits, the lowest byte first.
    pub(super) const fn finish(mut self) -> [u64; 2] {
        let len = self.before + 4 * self.filled as u128;
        self.compress(len, 0xffff_ffff);
        let [a, b, ..] = self.state;
        [
            a as u64 | ((a >> 64) as u64) << 32,
            b as u64 | ((b >> 64) as u64) << 32,
        ]
    }

    /// Mixes the block into the state (RFC 7693, 3.2). `len` bytes have come up to its end; `last` has all bits set
    /// if no block follows.
    const fn compress(&mut self, len: u128, last: u128) {
        if INTERPRETED {
            self.compress_two_at_once(len, last);
        } else {
            self.compress_one_by_one(len, last);
        }
    }

    const fn compress_one_by_one(&mut self, len: u128, last: u128) {
        let [h0, h1, h2, h3] = self.state;
        let (mut v0, mut v1, mut v2, mut v3) = four(h0, h1);
        let (mut v4, mut v5, mut v6, mut v7) = four(h2, h3);
        let (mut v8, mut v9, mut v10, mut v11) = four(pair(IV[0], IV[1]), pair(IV[2], IV[3]));
        let (mut v12, mut v13, mut v14, mut v15) = four(pair(IV[4], IV[5]), pair(IV[6], IV[7]));
        v12 ^= len as u32;
        v14 ^= last as u32;
        let mut m = [0; WORDS_OF_A_BLOCK];
        let mut at = 0;
        while at < m.len() {
            m[at] = self.block[at] as u32;
            at += 1;
        }
        let mut round = 0;
        while round < SIGMA.len() {
            let s = &SIGMA[round];
            // An index is never more than 15, which the compiler does not know.
            macro_rules! m {
                ($at:literal) => {
                    m[s[$at] % WORDS_OF_A_BLOCK]
                };
            }
            mix_one!(v0 v4 v8 v12, m!(0), m!(1));
            mix_one!(v1 v5 v9 v13, m!(2), m!(3));
            mix_one!(v2 v6 v10 v14, m!(4), m!(5));
            mix_one!(v3 v7 v11 v15, m!(6), m!(7));
            mix_one!(v0 v5 v10 v15, m!(8), m!(9));
            mix_one!(v1 v6 v11 v12, m!(10), m!(11));
            mix_one!(v2 v7 v8 v13, m!(12), m!(13));
            mix_one!(v3 v4 v9 v14, m!(14), m!(15));
            round += 1;
        }
        self.state = [
            h0 ^ pair((v0 ^ v8) as u128, (v1 ^ v9) as u128),
            h1 ^ pair((v2 ^ v10) as u128, (v3 ^ v11) as u128),
            h2 ^ pair((v4 ^ v12) as u128, (v5 ^ v13) as u128),
            h3 ^ pair((v6 ^ v14) as u128, (v7 ^ v15) as u128),
        ];
    }

    const fn compress_two_at_once(&mut self, len: u128, last: u128) {
        let m = &self.block;
        let [mut a0, mut a1, mut b0, mut b1] = self.state;
        let mut c0 = pair(IV[0], IV[1]);
        let mut c1 = pair(IV[2], IV[3]);
        // The upper word of the length stays 0: no description is 4 GiB long.
        let mut d0 = pair(IV[4], IV[5]) ^ len;
        let mut d1 = pair(IV[6], IV[7]) ^ last;
        let mut round = 0;
        while round < SIGMA.len() {
            let s = &SIGMA[round];
            mix!(a0 b0 c0 d0, m[s[0]] | m[s[2]] << 64, m[s[1]] | m[s[3]] << 64);
            mix!(a1 b1 c1 d1, m[s[4]] | m[s[6]] << 64, m[s[5]] | m[s[7]] << 64);
            // The diagonals become columns.
            let (mut e0, mut e1) = (b0 >> 64 | b1 << 64, b1 >> 64 | b0 << 64);
            let (mut f0, mut f1) = (d1 >> 64 | d0 << 64, d0 >> 64 | d1 << 64);
            mix!(a0 e0 c1 f0, m[s[8]] | m[s[10]] << 64, m[s[9]] | m[s[11]] << 64);
            mix!(a1 e1 c0 f1, m[s[12]] | m[s[14]] << 64, m[s[13]] | m[s[15]] << 64);
            (b0, b1) = (e1 >> 64 | e0 << 64, e0 >> 64 | e1 << 64);
            (d0, d1) = (f0 >> 64 | f1 << 64, f1 >> 64 | f0 << 64);
            round += 1;
        }
        let [h0, h1, h2, h3] = self.state;
        self.state = [h0 ^ a0 ^ c0, h1 ^ a1 ^ c1, h2 ^ b0 ^ d0, h3 ^ b1 ^ d1];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The digest of the bytes 0, 1, 2, … in hexadecimal.
    fn digest<const INTERPRETED: bool>(len: u8) -> String {
        let bytes: Vec<u8> = (0..len).collect();
        let mut hash = Blake2s::<INTERPRETED>::new();
        let (words, []) = bytes.as_chunks::<4>() else {
            panic!("whole words")
        };
        words
            .iter()
            .for_each(|word| hash.word(u32::from_le_bytes(*word)));
        let [low, high] = hash.finish().map(u64::to_le_bytes);
        let hex = |bytes: [u8; 8]| bytes.map(|byte| format!("{byte:02x}")).concat();
        hex(low) + &hex(high)
    }

    /// From Python's `hashlib.blake2s(bytes(range(len)), digest_size=16)`: none, part of a block, a whole one, and more.
    #[test]
    fn the_digests_are_those_of_other_implementations() {
        let known = [
            (0, "64550d6ffe2c0a01a14aba1eade0200c"),
            (4, "51725a57be12698e2e0d7e98910780a0"),
            (60, "9c9b2e4e368fed54222fbcf50e9dcce7"),
            (64, "dc66ca8f03865801b0ffe06ed8a1a90e"),
            (68, "12c7c53778f67388eb23191c74283ea8"),
            (128, "7a3b3fa888b60095e7b305efcf3c3dbc"),
            (252, "fc21ce74286b06bce5b75e90d74af170"),
        ];
        for (len, expected) in known {
            assert_eq!(digest::<true>(len), expected, "{len} bytes");
            assert_eq!(digest::<false>(len), expected, "{len} bytes");
        }
    }

    #[test]
    fn the_interpreter_computes_what_the_processor_does() {
        const IN_CONST: [u64; 2] = {
            let mut hash = Blake2s::<true>::new();
            hash.word(7);
            hash.finish()
        };
        let mut hash = Blake2s::<false>::new();
        hash.word(std::hint::black_box(7));
        assert_eq!(hash.finish(), IN_CONST);
    }
}
