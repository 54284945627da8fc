package palimpsest.runtime.model.extractive;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What people say of themselves of which one statement holds at a time, so that the later one is in force. Known in English, German, French, Spanish and Chinese.
 */
enum OneAtATime {

    NAME("(?iU)\\b(?:i am called|i['’]m called|call me|my name(?: is|['’]s)|ich heiße|mein name ist|nennt? mich|je m['’]appelle|mon nom est|me llamo|mi nombre es)\\b|我叫|我的名字[是叫]",
            "(?iU)\\bwhat(?:['’]s| is) my (?:first |full |last )?name\\b|\\bwhat am i called\\b|\\bwho am i\\b|\\bmy name\\W*$|\\bwie heiße ich\\b|\\bwie ist mein (?:vor|nach)?name\\b|\\bwer bin ich\\b"
                    + "|\\bcomment je m['’]appelle\\b|\\bcomment m['’]appell\\p{L}+-je\\b|\\bquel est mon (?:pré)?nom\\b|\\bqui suis-je\\b|\\bcómo me llamo\\b|\\bcuál es mi nombre\\b|\\bquién soy\\b|我叫(?:什么|啥)|我的名字(?:是什么|叫什么)|我是谁",
            "My name is, I am called, hello I'm", "Ich heiße, mein Name ist", "Je m'appelle, mon nom est", "Me llamo, mi nombre es", "我叫，我的名字是"),

    LIVES("(?iU)\\b(?:i|we)\\b.{0,25}?\\b(?:live|living|relocated|based)\\b.{0,25}?\\b(?:in|to|at)\\b|\\b(?:i|we)(?:['’](?:ve|m|re))?\\b.{0,25}?\\b(?:moved|moving)(?: (?:back|house|home|away|again|out|recently|then))*(?: from [^.,;]{1,25}?)? (?:in|to)\\b"
            + "|\\b(?:ich|wir)\\b(?: (?!bei\\b)\\p{L}+){0,2}? (?:wohne|lebe)n?\\b.{0,25}?\\b(?:in|auf|an)\\b|\\b(?:wohne|lebe)n? (?:ich|wir)\\b.{0,25}?\\b(?:in|auf)\\b|\\b(?:ich bin|wir sind|bin ich|sind wir)\\b.{0,40}?\\b(?:nach|in)\\b.{0,25}?\\b(?:um)?gezogen\\b"
            + "|\\bj['’](?:habite|ai déménagé|ai emménagé)\\b|\\bje vis (?:à|en|au)\\b|\\bnous (?:habitons|vivons|avons déménagé)\\b|\\b(?:vivo|vivimos|resido|me mudé|nos mudamos) (?:ahora )?(?:en|a)\\b|(?:我|我们|我家)[^，。？]{0,8}?(?:住在|住到|搬到|搬去|搬回)",
            "(?iU)\\bwhere (?:do|am|are) (?:i|we) (?:now |currently )?(?:live|living|based|stay|reside)|\\b(?:which|what) (?:city|town|place|country) (?:do|am|are) (?:i|we) liv|\\bwo (?:wohne|lebe)n? (?:ich|wir)\\b|\\boù (?:est-ce que )?(?:j['’]habite|je vis)|\\boù (?:habité|vis)-je"
                    + "|\\boù habitons-nous|\\bdónde (?:vivo|vivimos|resido)\\b|(?:我|我们|我家)[^，。？]{0,6}?住(?:在)?(?:哪|什么地方)",
            "I live in, I moved to", "Ich wohne in, ich bin umgezogen nach", "J'habite à, j'ai déménagé à", "Vivo en, me mudé a", "我住在，我搬到"),

    WORKS("(?iU)\\b(?:i|we)\\b.{0,25}?\\b(?:work|working|job)\\b.{0,25}?\\b(?:at|for|as)\\b|\\b(?:ich arbeite|arbeite ich)\\b.{0,25}?\\b(?:bei|als|für|in|an)\\b|\\bje travaille\\b.{0,25}?\\b(?:chez|à|comme|pour|dans)\\b|\\btrabajo\\b.{0,25}?\\b(?:en|como|para)\\b|我[^，。？]{0,8}?在[^，。？]{1,30}?(?:工作|上班)",
            "(?iU)\\bwhere (?:do|am) i (?:now |currently )?work|\\bwho do i work for\\b|\\bwo arbeite ich\\b|\\bbei wem arbeite ich\\b|\\boù (?:est-ce que )?je travaille|\\boù travaillé-je|\\bdónde trabajo\\b|我[^，。？]{0,6}?在(?:哪|什么)[^，。？]{0,4}?(?:工作|上班)",
            "I work at, I started a new job at, I teach, repair, restore, build, make, sell, design, run, office, school, shop, workshop", "Ich arbeite bei, meine neue Stelle bei, ich unterrichte, repariere, baue, verkaufe, leite, Werkstatt, Büro, Schule, Laden", "Je travaille chez, mon nouveau travail chez", "Trabajo en, mi nuevo trabajo en", "我在工作，我换工作到");

    private static final Pattern GERMAN = Pattern.compile("(?iU)\\b(?:ich|wir|mein\\w*|wer|wo|wie)\\b");
    private static final Pattern FRENCH = Pattern.compile("(?iU)\\b(?:je|nous|mon|où|comment|quel|qui)\\b|\\bj['’]");
    private static final Pattern SPANISH = Pattern.compile("(?iU)¿|\\b(?:yo|mi|dónde|cómo|cuál|quién)\\b");

    private final Pattern told;
    private final Pattern asked;
    private final String english;
    private final String german;
    private final String french;
    private final String spanish;
    private final String chinese;

    OneAtATime(String told, String asked, String english, String german, String french, String spanish, String chinese) {
        this.told = Pattern.compile(told);
        this.asked = Pattern.compile(asked);
        this.english = english;
        this.german = german;
        this.french = french;
        this.spanish = spanish;
        this.chinese = chinese;
    }

    /** What a text tells of its speaker; empty for anything else. */
    static Optional<OneAtATime> toldIn(String text) {
        return Arrays.stream(values()).filter(one -> one.told.matcher(text).find()).findFirst();
    }

    /** What a question asks of the asker. */
    static Optional<OneAtATime> askedBy(Question question) {
        return Arrays.stream(values()).filter(one -> one.asked.matcher(question.text()).find()).findFirst();
    }

    /** How people say it, in the language of the question: what changed is often told in words that the question does not have. */
    String inOtherWords(Question question) {
        return switch (languageOf(question)) {
            case "zh" -> chinese;
            case "es" -> spanish;
            case "fr" -> french;
            case "de" -> german;
            default -> english;
        };
    }

    /** The language in which a user asks of himself: {@code de}, {@code es}, {@code fr}, {@code zh}, or {@code en} for any other. */
    static String languageOf(Question question) {
        String text = question.text();
        return question.isChinese() ? "zh" : SPANISH.matcher(text).find() ? "es" : FRENCH.matcher(text).find() ? "fr" : GERMAN.matcher(text).find() ? "de" : "en";
    }
}
