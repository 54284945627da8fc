package palimpsest.memory.language;

import java.util.Collection;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The fixed words of answers that no language model wrote, in the language of the question: English, and Chinese, German, French or Spanish for questions in these.
 *
 * @param closest begins an answer whose quotes only come close: it does not claim to answer
 * @param otherMemory in place of {@code somethingElse} where memory was all that was there to look in
 * @param inputs  begins one whose quotes are what the answer can be worked out of: it does not claim to answer either
 * @param memory  those of answers from what is remembered of the user
 */
public record FixedWords(String closest, String inputs, String nothing, String nothingToLookFor, String unreadable, String somethingElse, String otherMemory, OfMemory memory) {

    /**
     * @param told    answers what only tells something
     * @param nothing where memory was all that was there to look in, and doesn't answer
     * @param user    who said it, where it was the user
     * @param source  of a quote: who said it, on which day, in which conversation; in no marks of a quote, which the title is not
     * @param since   a source of what is in force, and the day since when
     * @param before  begins what was in force before that
     * @param kept    what was asked to be kept is
     * @param forgotten that, and by which receipts
     * @param nothingToForget nothing of what was to be forgotten was remembered
     * @param failed  it was not done, and why
     */
    public record OfMemory(String told, String nothing, String user, String source, String since, String before, String kept, String forgotten, String nothingToForget, String failed) {

        /** @param speaker null for the user */
        public String sourceOf(String speaker, String day, String conversation) {
            return source.formatted(speaker == null ? user : speaker, day, conversation);
        }

        private boolean doneWith(String answer) {
            return answer.equals(told) || answer.equals(kept) || answer.equals(nothingToForget) || filled(forgotten, answer) || filled(failed, answer);
        }

        private static boolean filled(String form, String answer) {
            int gap = form.indexOf("%s");
            String end = form.substring(gap + 2);
            return answer.length() >= form.length() - 2 && answer.startsWith(form.substring(0, gap)) && answer.endsWith(end);
        }
    }

    private static final Pattern CHINESE = Pattern.compile("\\p{IsHan}");
    private static final Pattern OTHER_EAST_ASIAN = Pattern.compile("[\\p{IsHiragana}\\p{IsKatakana}\\p{IsHangul}]");

    private static final FixedWords ENGLISH = new FixedWords("No sentence holds all the words of the question; these come closest:",
            "Nothing says it in so many words, and I do not calculate; it can be worked out of these:",
            "I found nothing in the documents that answers this. I looked for sentences with these words: %s.",
            "I found nothing: the question holds no words that I could look for. Ask with the words you expect in the documents.",
            "I found nothing: the documents could not be read (%s).",
            "I found nothing in the documents that answers this. They hold sentences with the question's words, but these seem to tell something else, of another person perhaps.",
            "I found nothing in what I remember of you that answers this. Some of it has the question's words, but seems to tell something else, of another person perhaps.",
            new OfMemory("I keep in mind what you tell me, as far as it is worth remembering. Ask me about it in any conversation.",
                    "I found nothing in what I remember of you that answers this, and there is no document in this conversation.",
                    "you", "%s, %s, in '%s'", "%s, in force since %s", "Before that: ", "I keep that in mind, for all later conversations.",
                    "Forgotten for good, with all that came of it (receipt %s). The conversation in which you said it keeps its words until you delete it.",
                    "I remember nothing of yours that has all of these words.", "That could not be done: %s"));
    private static final FixedWords IN_CHINESE = new FixedWords("没有一句话包含问题的全部词语，下面几句最为接近：",
            "没有一句话直接说明，我也不做计算；可以由下面几行算出：",
            "文档中没有找到能回答这个问题的内容。我查找了含有这些词语的句子：%s。",
            "没有找到：问题中没有可以查找的词语。请用文档中可能出现的词语提问。",
            "没有找到：文档无法读取（%s）。",
            "文档中没有找到能回答这个问题的内容。有些句子含有问题中的词语，但说的似乎是别的事，也许是另一个人。",
            "在我记得的内容中没有找到能回答这个问题的内容。有些话含有问题中的词语，但说的似乎是别的事，也许是另一个人。",
            new OfMemory("您告诉我的，值得记住的我都会记住。在任何对话中都可以问我。",
                    "在我记得的内容中没有找到能回答这个问题的内容，这个对话中也没有文档。",
                    "您", "%s，%s，对话《%s》", "%s，自%s起有效", "在此之前：", "已记住，以后的对话中都有效。", "已彻底忘记，由此得出的内容也一并删除（凭证 %s）。说出这句话的对话仍保留原文，直到您删除该对话。",
                    "在我记得的您的话中，没有一句包含这些词语。", "未能完成：%s"));

    private static final FixedWords IN_GERMAN = new FixedWords("Kein Satz enthält alle Wörter der Frage; diese kommen ihr am nächsten:",
            "Wörtlich steht es nirgends, und ich rechne nicht; aus diesen Stellen lässt es sich ausrechnen:",
            "Ich habe nichts gefunden, was das in den Dokumenten beantwortet. Gesucht habe ich nach Sätzen mit diesen Wörtern: %s.",
            "Ich habe nichts gefunden: Die Frage enthält keine Wörter, nach denen ich suchen könnte. Frage mit den Wörtern, die in den Dokumenten stehen dürften.",
            "Ich habe nichts gefunden: Die Dokumente konnten nicht gelesen werden (%s).",
            "Ich habe nichts gefunden, was das in den Dokumenten beantwortet. Sie enthalten Sätze mit den Wörtern der Frage, doch diese scheinen etwas anderes zu sagen, vielleicht über jemand anderen.",
            "Ich habe nichts gefunden, was das beantwortet, in dem, woran ich mich von dir erinnere. Manches davon enthält die Wörter der Frage, scheint aber etwas anderes zu sagen, vielleicht über jemand anderen.",
            new OfMemory("Ich merke mir, was du mir erzählst, soweit es zu merken lohnt. Frage mich in jedem Gespräch danach.",
                    "Ich habe nichts gefunden, was das beantwortet, in dem, woran ich mich von dir erinnere, und in diesem Gespräch gibt es kein Dokument.",
                    "du", "%s, %s, in '%s'", "%s, gilt seit %s", "Davor: ", "Das merke ich mir, für alle späteren Gespräche.",
                    "Endgültig vergessen, mit allem, was daraus wurde (Beleg %s). Das Gespräch, in dem du es gesagt hast, behält seine Worte, bis du es löschst.",
                    "Ich erinnere mich an nichts von dir, das alle diese Wörter enthält.", "Das ging nicht: %s"));
    private static final FixedWords IN_FRENCH = new FixedWords("Aucune phrase ne contient tous les mots de la question ; celles-ci s'en approchent le plus :",
            "Rien ne le dit mot pour mot, et je ne calcule pas ; cela se déduit de ces passages :",
            "Je n'ai rien trouvé dans les documents qui y réponde. J'ai cherché des phrases avec ces mots : %s.",
            "Je n'ai rien trouvé : la question ne contient aucun mot que je puisse chercher. Posez-la avec les mots que les documents devraient contenir.",
            "Je n'ai rien trouvé : les documents n'ont pas pu être lus (%s).",
            "Je n'ai rien trouvé dans les documents qui y réponde. Ils contiennent des phrases avec les mots de la question, mais elles semblent dire autre chose, peut-être de quelqu'un d'autre.",
            "Je n'ai rien trouvé qui y réponde dans ce que je retiens de vous. Certaines phrases ont les mots de la question, mais semblent dire autre chose, peut-être de quelqu'un d'autre.",
            new OfMemory("Je retiens ce que vous me dites, si cela vaut d'être retenu. Demandez-le-moi dans n'importe quelle conversation.",
                    "Je n'ai rien trouvé qui y réponde dans ce que je retiens de vous, et il n'y a aucun document dans cette conversation.",
                    "vous", "%s, %s, dans '%s'", "%s, en vigueur depuis le %s", "Avant cela : ", "Je le retiens, pour toutes les conversations à venir.",
                    "Oublié pour de bon, avec tout ce qui en venait (reçu %s). La conversation où vous l'avez dit garde ses mots jusqu'à ce que vous la supprimiez.",
                    "Je ne retiens rien de vous qui ait tous ces mots.", "Cela n'a pas pu être fait : %s"));
    private static final FixedWords IN_SPANISH = new FixedWords("Ninguna frase contiene todas las palabras de la pregunta; estas son las que más se acercan:",
            "Nada lo dice con esas palabras, y yo no calculo; se puede deducir de estos pasajes:",
            "No he encontrado nada en los documentos que lo responda. He buscado frases con estas palabras: %s.",
            "No he encontrado nada: la pregunta no contiene palabras que yo pueda buscar. Pregunta con las palabras que esperas en los documentos.",
            "No he encontrado nada: no se han podido leer los documentos (%s).",
            "No he encontrado nada en los documentos que lo responda. Contienen frases con las palabras de la pregunta, pero parecen decir otra cosa, quizá de otra persona.",
            "No he encontrado nada que lo responda en lo que recuerdo de ti. Algunas frases tienen las palabras de la pregunta, pero parecen decir otra cosa, quizá de otra persona.",
            new OfMemory("Recuerdo lo que me cuentas, si vale la pena recordarlo. Pregúntame por ello en cualquier conversación.",
                    "No he encontrado nada que lo responda en lo que recuerdo de ti, y no hay ningún documento en esta conversación.",
                    "tú", "%s, %s, en '%s'", "%s, vigente desde el %s", "Antes: ", "Lo recordaré en todas las conversaciones futuras.",
                    "Olvidado para siempre, con todo lo que venía de ello (recibo %s). La conversación en la que lo dijiste conserva sus palabras hasta que la borres.",
                    "No recuerdo nada tuyo que tenga todas estas palabras.", "No se ha podido hacer: %s"));
    private static final Map<String, FixedWords> BY_LANGUAGE = Map.of("en", ENGLISH, "zh", IN_CHINESE, "de", IN_GERMAN, "fr", IN_FRENCH, "es", IN_SPANISH);

    /** Those for a question. */
    public static FixedWords of(String question) {
        return question == null ? ENGLISH : isChinese(question) ? IN_CHINESE : Languages.shared().codeOf(question).map(BY_LANGUAGE::get).orElse(ENGLISH);
    }

    /** Whether a question is in Chinese; false for none. */
    public static boolean isChinese(String question) {
        return question != null && CHINESE.matcher(question).find() && !OTHER_EAST_ASIAN.matcher(question).find();
    }

    /** Whether an answer shows sentences that only come close, and says so. */
    public static boolean onlyComesClose(String answer) {
        return answer != null && BY_LANGUAGE.values().stream().anyMatch(words -> answer.startsWith(words.closest) || answer.startsWith(words.inputs));
    }

    /** Whether an answer says what was done with what the user told, and no more: nothing that was read could bear it out, and nothing has to. */
    public static boolean saysWhatWasDone(String answer) {
        return answer != null && BY_LANGUAGE.values().stream().anyMatch(words -> words.memory.doneWith(answer.strip()));
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
