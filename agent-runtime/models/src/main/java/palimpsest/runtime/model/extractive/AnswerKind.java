package palimpsest.runtime.model.extractive;

import java.util.regex.Pattern;
import palimpsest.runtime.model.extractive.Question.Asks;

/** Whether a text holds the kind of thing that a question asks for: a time, an amount, a name. */
final class AnswerKind {

    static final String MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december|januar|februar|märz|mai|juni|juli|oktober|dezember";
    private static final Pattern DATE = Pattern.compile("(?iU)\\b(?:1[0-9]|20)\\d{2}\\b|\\b\\d{1,2}[./-]\\d{1,2}[./-]\\d{2,4}\\b|\\b(?:\\d{1,2}(?:st|nd|rd|th|\\.)?,? (?:of )?(?:" + MONTHS
            + ")|(?:" + MONTHS + ") \\d{1,4})\\b|\\d{1,4}年|\\d{1,2}月");
    private static final Pattern RELATIVE_TIME = Pattern.compile("(?iU)\\b(?:yesterday|today|tonight|tomorrow|ago|(?:last|next|this|past|previous|following) (?:\\w+ )?(?:week|weekend|month|year|summer|winter|spring|fall|autumn|night|mon|tues|wednes|thurs|fri|satur|sun)\\w*|monday|tuesday|wednesday|thursday|friday|saturday|sunday|"
            + MONTHS.replace("|may|", "|") + "|gestern|heute|morgen)\\b|昨天|今天|明天|去年|今年");
    private static final Pattern QUANTITY = Pattern.compile("(?iU)\\d|\\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|hundred|thousand|million|dozen|once|twice|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|zwölf|hundert|tausend)\\b|[一二三四五六七八九十百千万两]");
    private static final Pattern PLACE = Pattern.compile("\\b(?:in|at|near|from|to|on|aus|bei|nach|im|am) (?:the |der |dem |den )?\\p{Lu}");
    private static final Pattern CAUSE = Pattern.compile("(?iU)\\b(?:because|since|so that|due to|in order to|reason|weil|denn|damit|wegen)\\b|因为|由于|所以");
    private static final Pattern NAME_INSIDE = Pattern.compile("(?U)(?<=[\\p{L}\\p{N},;)] )[\\p{Lu}][\\p{L}.'’-]+|^\\p{Lu}[\\p{L}.'’-]+ \\p{Lu}");

    private final Question question;

    AnswerKind(Question question) {
        this.question = question;
    }

    /** Whether {@code text} names a day, a month with a number, or a year. */
    static boolean isDate(String text) {
        return DATE.matcher(text).find();
    }

    boolean holds(Asks asks, String text) {
        return switch (asks) {
            case WHEN -> DATE.matcher(text).find() || RELATIVE_TIME.matcher(text).find();
            case HOW_MUCH -> QUANTITY.matcher(text).find();
            case WHERE -> PLACE.matcher(text).find();
            case WHY -> CAUSE.matcher(text).find();
            // whom the question names itself is not who is asked for
            case WHO -> NAME_INSIDE.matcher(text).results().anyMatch(name -> !question.text().contains(name.group()));
            case HOW_TO -> text.indexOf('`') >= 0 || text.stripTrailing().endsWith(":") || Lines.isListItem(text);
        };
    }

    /** Whether the sentence lacks a kind of thing that is asked for. */
    boolean lacks(String text) {
        return question.asks().stream().anyMatch(asks -> !holds(asks, text));
    }

    /** A little for a sentence that holds the kind of thing asked for. */
    double bonus(String text) {
        double bonus = 0;
        for (Asks asks : question.asks()) {
            bonus += holds(asks, text) ? 0.08 : 0;
        }
        return Math.min(0.12, bonus);
    }
}
