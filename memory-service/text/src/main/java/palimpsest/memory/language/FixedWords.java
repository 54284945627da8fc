package palimpsest.memory.language;

import java.util.Collection;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The fixed words of answers that no language model wrote, in the language of the question: English, and Chinese for questions in Chinese.
 *
 * @param closest begins an answer whose quotes only come close: it does not claim to answer
 * @param otherMemory in place of {@code somethingElse} where memory was all that was there to look in
 * @param inputs  begins one whose quotes are what the answer can be worked out of: it does not claim to answer either
 */
public record FixedWords(String closest, String inputs, String nothing, String nothingToLookFor, String unreadable, String somethingElse, String otherMemory) {

    private static final Pattern CHINESE = Pattern.compile("\\p{IsHan}");
    private static final Pattern OTHER_EAST_ASIAN = Pattern.compile("[\\p{IsHiragana}\\p{IsKatakana}\\p{IsHangul}]");

    private static final FixedWords ENGLISH = new FixedWords("No sentence holds all the words of the question; these come closest:",
            "Nothing says it in so many words, and I do not calculate; it can be worked out of these:",
            "I found nothing in the documents that answers this. I looked for sentences with these words: %s.",
            "I found nothing: the question holds no words that I could look for. Ask with the words you expect in the documents.",
            "I found nothing: the documents could not be read (%s).",
            "I found nothing in the documents that answers this. They hold sentences with the question's words, but these seem to tell something else, of another person perhaps.",
            "I found nothing in what I remember of you that answers this. Some of it has the question's words, but seems to tell something else, of another person perhaps.");
    private static final FixedWords IN_CHINESE = new FixedWords("没有一句话包含问题的全部词语，下面几句最为接近：",
            "没有一句话直接说明，我也不做计算；可以由下面几行算出：",
            "文档中没有找到能回答这个问题的内容。我查找了含有这些词语的句子：%s。",
            "没有找到：问题中没有可以查找的词语。请用文档中可能出现的词语提问。",
            "没有找到：文档无法读取（%s）。",
            "文档中没有找到能回答这个问题的内容。有些句子含有问题中的词语，但说的似乎是别的事，也许是另一个人。",
            "在我记得的内容中没有找到能回答这个问题的内容。有些话含有问题中的词语，但说的似乎是别的事，也许是另一个人。");

    /** Those for a question. */
    public static FixedWords of(String question) {
        return isChinese(question) ? IN_CHINESE : ENGLISH;
    }

    /** Whether a question is in Chinese; false for none. */
    public static boolean isChinese(String question) {
        return question != null && CHINESE.matcher(question).find() && !OTHER_EAST_ASIAN.matcher(question).find();
    }

    /** Whether an answer shows sentences that only come close, and says so. */
    public static boolean onlyComesClose(String answer) {
        return answer != null && Stream.of(ENGLISH, IN_CHINESE).anyMatch(words -> answer.startsWith(words.closest) || answer.startsWith(words.inputs));
    }

    /** That nothing was found. @param words what was looked for */
    public String nothing(Collection<String> words) {
        return nothing.formatted(String.join(this == IN_CHINESE ? "、" : ", ", words));
    }

    /** That nothing could be read. @param why as a tool said it */
    public String unreadable(String why) {
        return unreadable.formatted(why);
    }
}
