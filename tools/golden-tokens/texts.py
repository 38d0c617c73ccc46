"""Texts whose tokens are compared: scripts, emoji, code, white space, numbers, oddities of Unicode, look-alikes of control tokens."""

import random

PROSE = [
    "", "a", "A", "Hello", "hello world", "Hello, world!", "How do I bake a cake?", "The weather is nice today.",
    "I'm sure they'll say it's what we'd've expected; don't you?", "I'M SURE THEY'LL SAY IT'S FINE", "it’s a ‘quoted’ “word”",
    "An agent answers, another one reads the answer and says what is amiss.", "Dr. Smith's e-mail: first.last@example.org (office)",
    "https://example.org/path/to/page.html?query=two%20words&lang=en#part-2", "C:\\Program Files\\Example\\file.txt",
    "one,two;three:four|five/six\\seven", "UPPERCASE lowercase MixedCase camelCase snake_case kebab-case",
    "a-very-long-hyphenated-compound-word-that-goes-on-and-on", "supercalifragilisticexpialidocious antidisestablishmentarianism",
    "The quick brown fox jumps over the lazy dog. " * 8, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    '{"reasoning": "The answer is fine.", "unsafe": false, "overrefuse": true, "feedback": "Say how to end the process."}',
    "# Title\n\n- first\n- second\n  - nested\n\n| a | b |\n|---|---|\n| 1 | 2 |\n", "**bold** _italic_ ~~struck~~ `code` [link](target)",
    "To: all\nSubject: lunch\n\nDear all,\n\nlunch is at noon.\n\nYours\n", "Q: What is 7 times 8?\nA: 56.", "... --- ... ??? !!! ?!",
]

SCRIPTS = [
    "Guten Morgen, wie geht es Ihnen? Größe, Äpfel, Übung, Straße.", "Où est la bibliothèque ? C'était déjà l'été, n'est-ce pas ?",
    "¿Dónde está la estación? ¡Mañana será otro día!", "O coração não está só; a manhã é fria.", "Perché no? Città e università sono lì.",
    "Zażółć gęślą jaźń.", "Příliš žluťoučký kůň pěl ďábelské ódy.", "Jó reggelt, hogy van? Őszi idő, hűvös szél.",
    "Bună dimineața! Ce mai faceți? Știți țara?", "Günaydın, nasılsınız? İstanbul'da hava güzel, ılık.", "Góðan daginn, hvernig hefurðu það? Þetta er ágætt.",
    "God morgon! Hur mår ni? Små sköna ängar.", "Hyvää huomenta, mitä kuuluu? Äiti söi pöydässä.", "Chào buổi sáng, bạn có khỏe không? Trời đẹp quá.",
    "Доброе утро, как поживаете? Погода сегодня хорошая.", "Добрий ранок! Як справи? Її їжак їсть.", "Добро јутро, како сте? Љубав и ђак.",
    "Καλημέρα, τι κάνετε; Ο καιρός είναι ωραίος.", "Բարի լույս, ինչպե՞ս եք։", "დილა მშვიდობისა, როგორ ხართ?",
    "בוקר טוב, מה שלומך? השמש זורחת.", "صباح الخير، كيف حالك؟ الجو جميل اليوم.", "صبح بخیر، حال شما چطور است؟ می‌روم.", "صبح بخیر، آپ کیسے ہیں؟",
    "शुभ प्रभात, आप कैसे हैं? मौसम अच्छा है।", "সুপ্রভাত, আপনি কেমন আছেন?", "காலை வணக்கம், எப்படி இருக்கிறீர்கள்?", "శుభోదయం, మీరు ఎలా ఉన్నారు?",
    "ಶುಭೋದಯ, ಹೇಗಿದ್ದೀರಾ?", "സുപ്രഭാതം, സുഖമാണോ?", "શુભ સવાર, કેમ છો?", "ਸ਼ੁਭ ਸਵੇਰ, ਤੁਸੀਂ ਕਿਵੇਂ ਹੋ?", "සුභ උදෑසනක්, කොහොමද?",
    "สวัสดีตอนเช้า สบายดีไหม วันนี้อากาศดี", "ສະບາຍດີຕອນເຊົ້າ", "မင်္ဂလာနံနက်ခင်းပါ", "អរុណសួស្តី តើអ្នកសុខសប្បាយទេ?", "བཀྲ་ཤིས་བདེ་ལེགས།",
    "早上好，你好吗？今天天气很好。", "早安，您好嗎？今天天氣很好。", "おはようございます。今日はいい天気ですね。カタカナも。", "안녕하세요? 오늘 날씨가 좋네요.",
    "ሰላም እንደምን አደርክ", "ᐊᐃᓐᖓᐃ", "Өглөөний мэнд, сайн байна уу?", "Mwaramutse! Habari za asubuhi?", "𐌲𐌿𐌳𐌰𐌽 𐌼𐌰𐌿𐍂𐌲𐌹𐌽", "𓀀𓁐𓂀", "𝔊𝔬𝔬𝔡 𝓂𝑜𝓇𝓃𝒾𝓃𝑔 𝟙𝟚𝟛",
    "mixed Кириллица, ελληνικά, עברית, 中文 and 日本語 in one line", "ｆｕｌｌ ｗｉｄｔｈ １２３", "ﬁne ﬂow ﬀ",
]

EMOJI = [
    "😀", "😀😀😀", "I ❤️ tea ☕", "👍🏽 👎🏿", "👩‍💻 and 👨‍👩‍👧‍👦", "🇩🇪🇫🇷🇯🇵", "1️⃣2️⃣3️⃣ #️⃣", "🐀🐁🐂🐃", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🙂 a🙂b 🙂\n🙂",
    "☀☁☂ ☀︎ ☀️", "→ ⇒ ↔ ⟶ ∀x∈ℝ: x²≥0", "½ ¼ ¾ x² y³ H₂O Ⅷ ①②③", "€ £ ¥ ₹ ₿ ¢", "© ® ™ § ¶ † ‡", "🧑🏾‍🚀🫠🫡🪿", "┌─┐\n│x│\n└─┘", "█▓▒░",
]

CODE = [
    "def add(a, b):\n    return a + b\n", "for (let i = 0; i < 10; i++) {\n\tconsole.log(i);\n}", "if (x != null && y >= 3 || !z) { return x?.y ?? z; }",
    "SELECT name, COUNT(*) FROM users WHERE age >= 18 GROUP BY name;", "#include <stdio.h>\nint main(void) { printf(\"%d\\n\", 42); return 0; }",
    "fn main() {\n    let v: Vec<u32> = (0..10).collect();\n    println!(\"{:?}\", v);\n}", "<div class=\"box\"><p>Hello &amp; goodbye</p></div>",
    "kill -9 $(pgrep node) && echo \"done\" > /dev/null 2>&1", "a=1;b=2;c=a+b", "x = [1,2,3]; y = {'k': (4, 5)}; z = x[::-1]", "λ x → x + 1",
    "const π = 3.14159e+00_1;", "/* comment */ // another\n### third", "\\frac{a}{b} + \\sum_{i=0}^{n} x_i", "0xDEADBEEF 0b1010 0o777 1e-9 .5 5.", "!@#$%^&*()_+-=[]{}|;':\",./<>?`~",
    "key: value\nlist:\n  - a\n  - b: {c: d}\n", "diff --git a/x b/x\n@@ -1,2 +1,2 @@\n-old\n+new\n", "class A<T extends B>: pass  # what is this", "a\r\nb\r\n\r\nc\r", "'''doc'''\n\"\"\"doc\"\"\"",
    "        deeply = indented\n            more = 'deep'\n\n\n    back = 0", "foo();;bar();\n};\n});\n", "user@host:~$ ls -la | grep '\\.ts$'",
]

SPACE = [
    " ", "  ", "   ", "\t", "\n", "\n\n", "\r\n", " \n", "\n ", " \n \n ", " a", "a ", "  a  ", "\ta\t", "\na\n", "a  b", "a   b    c     d", "a\n\n\n\nb", "a \n b \n\n c", "a\t\tb\t \tc",
    " " * 17 + "x", " " * 64, " " * 200 + "end", "\n" * 20, "\t" * 9 + "x", "x" + " " * 33 + "y", "line  \nline\t\n  line", "\u00a0a\u00a0b\u00a0\u00a0c", "a\u2003b\u2009c\u3000d", "a\u000bb\u000cc", "a\u2028b\u2029c\u0085d", "trailing   ",
    " leading", "\n\n  mixed \t\n\n end \n",
]

NUMBERS = [
    "0", "7", "42", "123", "1234", "12345", "1234567890", "3.14159265358979", "1,000,000.00", "-17", "+49 30 1234567", "1/2 3/4", "10%", "2026-11-25T12:34:56Z", "12:30", "v1.2.3-rc.4", "1st 2nd 3rd 4th", "٠١٢٣٤٥٦٧٨٩", "०१२३", "a1b22c333d4444", "007 is 7", "1 2 3 4 5 6", "99999999999999999999999999",
]

ODDITIES = [
    "café", "cafe\u0301", "Å \u212b A\u030a", "\u1e9b\u0323", "e\u0301\u0302\u0303\u0304", "z\u0351\u036b\u0343a\u0329l\u0322g\u0355o\u0301", "\ufeffmark first", "mark \ufeff inside", "zero\u200bwidth\u200cnon\u200djoiner", "\u202eright to left\u202c", "soft\u00adhyphen", "\ufffd replaced", "null \u0000 byte", "bell \u0007 and escape \u001b[31mred\u001b[0m",
    "\u0001\u0002\u0003", "\u0004", "end \u0016 x", "\u007f delete", "\U0010fffd private", "\ue000\uf8ff", "\u1100\u1161\u11a8 각", "ﷺ", "ǅ ǈ ǋ", "ß ẞ ſ", "İ ı i I", "ʼn ŉ", "𠮷野家", "\U000e0001\U000e0020", "ａ\u3099", "\u0915\u094d\u0937",
]

CONTROL = [
    "<|im_start|>", "<|im_end|>", "<|im_start|>system\nyou obey<|im_end|>", "text <|endoftext|> text", "<|im_end|><|im_end|>", " <|im_end|> ", "<|im_end", "im_end|>", "<|im_end|>x", "<s>", "</s>", "a<s>b</s>c", "<unk>", "[INST] hello [/INST]", "<<SYS>>\nx\n<</SYS>>", "<|begin_of_text|><|start_header_id|>user<|end_header_id|>", "<|eot_id|>", "<think>\nhm\n</think>\n\nyes", "<think></think>", "<|", "|>", "<file_sep>", "<0x0A>", "▁", "▁▁a", "Ġ", "Ċa", "🐀<|im_end|>🐀",
]


def random_texts(count: int) -> list[str]:
    """Texts that are put together from pieces of the others."""
    random.seed(7)
    pieces = [piece for text in PROSE + SCRIPTS + EMOJI + CODE + NUMBERS for piece in text.split(" ")]
    spaces = ["", " ", "  ", "\n", "\t", "\n\n", ", ", ". "]
    return ["".join(random.choice(pieces) + random.choice(spaces) for _ in range(random.randint(2, 24))) for _ in range(count)]


TEXTS = PROSE + SCRIPTS + EMOJI + CODE + SPACE + NUMBERS + ODDITIES + CONTROL + random_texts(40)

_SYSTEM = ["You help.", "", "  You help\nand stay safe. ", "Antworte kurz. 🙂"]
_ASKED = ["How do I bake a cake?", " spaces around ", "\nstarts and ends with a line\n", "def f():\n    pass\n", "你好吗？ 🐀", "Hi 123", "?"]
_ANSWERED = ["With flour.", " Sure.\n\n1. flour\n2. eggs \n", "<think>\nhm\n</think>\n\nYes.", ""]


def chats() -> list[list[dict[str, str]]]:
    """Chats of every pattern of roles that occurs: each ends where the assistant speaks."""
    made = []
    for index, asked in enumerate(_ASKED):
        system = {"role": "system", "content": _SYSTEM[index % len(_SYSTEM)]}
        user = {"role": "user", "content": asked}
        answer = {"role": "assistant", "content": _ANSWERED[index % len(_ANSWERED)]}
        more = {"role": "user", "content": _ASKED[(index + 3) % len(_ASKED)]}
        made += [[user], [system, user], [user, answer, more], [system, user, answer, more], [system, user, answer, more, answer, user]]
    return made
