package palimpsest.runtime.model.extractive;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What somebody does for a living, which is asked for and told in words of which none are the same: "What does Nora do?" is answered by "My sister Nora is a vet".
 * Known in English, German, French, Spanish and Chinese.
 *
 * @param person whose it is, in lower case; empty for the user
 */
record Occupation(String person) {

    private static final String WHO = "(?<who>(?:my |our |mein\\w* |unser\\w* |ma |mon |notre |mi |nuestr\\w* )?[\\p{L}\\p{M}-]+(?:['’]s)?(?: [\\p{Lu}][\\p{L}-]+)?)";
    private static final Pattern[] ASKED = {
        Pattern.compile("(?iU)\\bwhat (?:does|do|is|am) " + WHO + " do(?:ing)?(?: for (?:a living|work|a job)| (?:as a job|professionally))?\\s*\\?*\\s*$"),
        Pattern.compile("(?iU)\\bwhat(?:['’]s| is) " + WHO + "(?:['’]s)? (?:job|profession|occupation|line of work)\\b(?! \\p{L})"),
        Pattern.compile("(?iU)\\bwas (?:macht|arbeitet|ist|mache|arbeite|bin) " + WHO + " (?:beruflich|von beruf)|\\bwelchen beruf hat " + WHO.replace("who", "of")),
        Pattern.compile("(?iU)\\bque (?:fait|fais) " + WHO + " (?:dans la vie|comme travail|comme métier)|\\bà quoi travaille " + WHO.replace("who", "of")),
        Pattern.compile("(?iU)\\ba qué se dedica " + WHO + "|\\bde qué trabaja " + WHO.replace("who", "of")),
        Pattern.compile("(?<who>我|我[^的，？]{1,4}|\\p{IsHan}{2,4}?)(?:是|在)?(?:做什么工作|做什么的|从事什么)")};
    private static final Pattern USER = Pattern.compile("(?iU)i|my|our|ich|mein|je|yo|me|mi|我|");
    private static final Pattern OWN = Pattern.compile("(?iU)^(?:my|our|mein\\w*|unser\\w*|ma|mon|notre|mi|nuestr\\w*) |['’]s$");

    private static final String TRADE = "[\\p{L}-]*(?:\\p{L}{2}(?:er|or|ist|ian|ant|ee|smith|wright|man|woman)|nurse|vet|chef|cook|pilot|clerk|judge|guard|nanny|coach|poet|monk|priest|midwife|student|apprentice|intern|guide|model|agent|soldier|spy|scribe)s?";
    private static final String DEED = "(?:work|teach|build|mak|sell|repair|restor|run|design|driv|writ|paint|cook|bak|study|studi|train|manag|lead|practi[cs]|grow|breed|coach|direct|edit|translat|program|cod|farm|nurs|tun|weav|clean|deliver|research|conduct|play|sing|danc)";
    private static final Pattern TOLD_OF_SELF = Pattern.compile("(?iU)\\b(?:i['’]m|i am|i was|i became) (?:now |still |currently |also )?(?:an? (?:[\\p{L}-]+ ){0,3}?" + TRADE + "\\b|working (?:as|at|for))|\\bi (?:now |currently )?(?:work (?:as|at|for|in)|"
            + "(?:teach|build|make|sell|repair|restore|run|design|drive|train|manage|grow|breed|coach|direct|edit|translate|farm|tune|weave|research) \\p{L})|\\bmy (?:job|profession|work) is\\b"
            + "|\\b(?:ich bin|bin ich) (?:eine? )?\\p{Lu}\\p{L}*(?:in|er|ist|or|ent|ant|arzt|ärztin|mann|frau|wirt)\\b|\\bich arbeite (?:als|bei)|\\bje suis (?:une? )?\\p{L}+(?:aire|eur|euse|ier|ière|ien|ienne|iste|cin|ogue|ant)\\b|\\bje travaille (?:comme|chez)"
            + "|\\bsoy (?:una? )?\\p{L}+(?:ario|aria|or|ora|ero|era|ista|ico|ica|ogo|oga)\\b|\\btrabajo (?:como|en)|我是(?:一[名个位])?\\p{IsHan}{0,6}(?:师|医|医生|员|家|生|工|匠|警察|商)|我在\\p{IsHan}{1,12}(?:工作|上班)");
    private static final Pattern TOLD_OF_OTHER = Pattern.compile("(?iU)(?:\\b(?:is|was|became|['’]s)|,) (?:now |still |currently |also )?an? (?:[\\p{L}-]+ ){0,3}?" + TRADE + "\\b|\\b(?:works|worked) (?:as|at|for|in)\\b|\\b" + DEED + "(?:s|es)\\b"
            + "|\\bist (?:eine? )?\\p{Lu}\\p{L}*(?:in|er|ist|or|ent|ant|arzt|mann|frau|wirt)\\b|\\barbeitet (?:als|bei)|\\best (?:une? )?\\p{L}+(?:aire|eur|euse|ier|ière|ien|ienne|iste|cin|ogue|ant)\\b|\\btravaille (?:comme|chez)"
            + "|\\bes (?:una? )?\\p{L}+(?:ario|aria|or|ora|ero|era|ista|ico|ica|ogo|oga)\\b|\\btrabaja (?:como|en)|是(?:一[名个位])?\\p{IsHan}{0,6}(?:师|医|医生|员|家|生|工|匠|警察|商)|在\\p{IsHan}{1,12}(?:工作|上班)");

    /** Whose is asked for; empty for any other question. */
    static Optional<Occupation> askedBy(Question question) {
        for (Pattern asked : ASKED) {
            Matcher who = asked.matcher(question.text());
            if (who.find()) {
                String given = who.group("who") != null ? who.group("who") : who.group("of");
                String person = USER.matcher(given).matches() ? "" : OWN.matcher(given).replaceAll("").toLowerCase(Locale.ROOT);
                return Optional.of(new Occupation(person));
            }
        }
        return Optional.empty();
    }

    /** How people tell it, in the language of the question: of its words they often use none. */
    String inOtherWords(Question question) {
        String who = person.isEmpty() ? "" : person + " ";
        return switch (OneAtATime.languageOf(question)) {
            case "zh" -> who + "我是老师，我在公司工作，我的职业";
            case "es" -> who + "trabaja como, trabajo en, soy profesora, mi profesión";
            case "fr" -> who + "travaille comme, je travaille chez, je suis professeur, mon métier";
            case "de" -> who + "arbeitet als, ich arbeite bei, ich bin Lehrer, mein Beruf";
            default -> who + "works as a teacher, I work for a shop, I repair, I build, my trade and profession";
        };
    }

    /** Whether the user told it. */
    boolean isToldIn(String text) {
        if (person.isEmpty()) {
            return TOLD_OF_SELF.matcher(text).find();
        }
        int at = text.toLowerCase(Locale.ROOT).indexOf(person);
        return at >= 0 && TOLD_OF_OTHER.matcher(text).region(at + person.length(), text.length()).useTransparentBounds(true).find();
    }
}
