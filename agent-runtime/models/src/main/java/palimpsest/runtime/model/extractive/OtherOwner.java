package palimpsest.runtime.model.extractive;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import palimpsest.memory.language.Word;

/**
 * Whether a user told a thing of somebody else than the question asks it of: "My manager is Priya" does not say who Priya's manager is, "Her name is Pixel" not what my name is, and
 * "My brother drives a tram" not what I drive. Owners are known in English, and by their pronouns in German, French and Spanish.
 */
final class OtherOwner {

    private static final String ME = "me";
    /** Somebody who has no name here: "her", "my mother's". */
    private static final String SOMEBODY = "somebody";
    private static final String MINE = "my|our|mein(?:e[nmrs]?)?|unser(?:e[nmrs]?)?|mon|ma|mes|notre|nos|mis?|nuestr[oa]s?";
    private static final Pattern OWNER = Pattern.compile("(?iU)\\b(?:(?<me>" + MINE + ")"
            + "|(?<somebody>his|her|its|their|seine?[nmrs]?|ihre?[nmrs]?|sa|ses|leurs?|sus?)|(?<name>(?!(?:it|that|what|who|there|here|let|he|she|where|how|when|which|this|everyone|today)['’])[\\p{L}\\p{M}]+)(?:['’]s\\b|(?<=s)['’]))\\s+");
    private static final Pattern BESIDE = Pattern.compile("[\\s-]+");
    private static final int LONGEST_NAME = 3;
    private static final Pattern ASKS_OF_ME = Pattern.compile("(?iU)\\b(?:do|did|am|are|was|were|have|had|can|could|will|would|should|must) (?:i|we)\\b|\\b(?:ich|wir|je|yo|nosotr[oa]s)\\b|\\bj['’]|-(?:je|nous)\\b");
    private static final Pattern OF_ME = Pattern.compile("(?iU)\\b(?:i|we|me|us|ich|wir|mich|mir|uns|je|nous|moi|yo|nosotr[oa]s)\\b|\\b[jm]['’]");
    /** Who begins what is told: somebody of the user's. */
    private static final Pattern RELATIVE = Pattern.compile("(?iU)^\\W*(?:(?:and|but|so|oh|well|yes|no|actually|und|aber|et|mais|y|pero)\\W+)?(?:" + MINE + ") (?:[\\p{L}\\p{M}-]+ )?"
            + "(mother|mum|mom|father|dad|brother|sister|son|daughter|husband|wife|partner|boyfriend|girlfriend|friend|cousin|uncle|aunt|grandmother|grandma|grandfather|grandpa|nephew|niece|boss|manager|neighbou?r|colleague|flatmate|roommate|parent|kid|child"
            + "|mutter|vater|bruder|schwester|sohn|tochter|mann|frau|freund|onkel|tante|oma|opa|großmutter|großvater|neffe|nichte|chef|nachbar|kolleg|eltern|kinder"
            + "|mère|père|frère|s(?:œ|oe)ur|fils|fille|mari|femme|ami|oncle|grand-mère|grand-père|patron|voisin|collègue"
            + "|madre|padre|herman|hij|marido|espos|mujer|amig|prim[oa]|tí[oa]|abuel|jef|vecin|compañer)\\p{L}{0,5}\\b");

    private static final Pattern SPANISH_KIN = Pattern.compile("(?iU)(?:herman|hij|abuel|tí|prim|amig|vecin|cuñad|niet|sobrin|suegr|niñ|jef|espos|novi)[oa]");

    private final Question question;
    private final List<Kin> inLaws;
    private final List<Kin> otherGenders;
    private final List<Owned> asked;
    private final boolean asksOfMe;

    /** @param owner ME, SOMEBODY or a name in lower case; {@code thing} words behind it */
    private record Owned(String owner, List<Word> thing) {}

    /** A relative of the asker's, and another for whom he may be taken. */
    private record Kin(Pattern own, Pattern other) {}

    OtherOwner(Question question) {
        this.question = question;
        this.asked = owned(question.text());
        List<String> own = asked.stream().filter(one -> one.owner.equals(ME)).flatMap(one -> one.thing.stream()).map(Word::surface).toList();
        this.inLaws = question.text().toLowerCase(Locale.ROOT).contains("-in-law") ? List.of()
                : own.stream().map(word -> new Kin(Pattern.compile("(?iU)\\b" + Pattern.quote(word) + "\\b(?!-in-law)"), Pattern.compile("(?iU)\\b" + Pattern.quote(word) + "-in-law\\b"))).toList();
        this.otherGenders = own.stream().filter(word -> SPANISH_KIN.matcher(word).matches())
                .map(word -> new Kin(Pattern.compile("(?iU)\\b" + Pattern.quote(word)), Pattern.compile("(?iU)\\b" + otherGender(word) + "\\b"))).toList();
        this.asksOfMe = ASKS_OF_ME.matcher(question.text()).find();
    }

    /** Whether what the user told in {@code text} is of another. */
    boolean isOf(String text) {
        return asksOfMe && tellsOfRelative(text) || !asked.isEmpty() && (tellsOfInLaw(text) || tellsOfOtherGender(text) || tellsOfOtherOwner(text));
    }

    /** A brother-in-law is no brother. */
    private boolean tellsOfInLaw(String text) {
        return inLaws.stream().anyMatch(one -> one.other.matcher(text).find() && !one.own.matcher(text).find());
    }

    /** A sister is no brother, though in Spanish both have one stem: "hermana", "hermano". */
    private boolean tellsOfOtherGender(String text) {
        return otherGenders.stream().anyMatch(one -> one.other.matcher(text).find() && !one.own.matcher(text).find());
    }

    private static String otherGender(String word) {
        return word.substring(0, word.length() - 1) + (word.endsWith("a") ? 'o' : 'a');
    }

    private boolean tellsOfRelative(String text) {
        Matcher relative = RELATIVE.matcher(text);
        return relative.find() && !OF_ME.matcher(text).find() && !question.text().toLowerCase(Locale.ROOT).contains(relative.group(1).toLowerCase(Locale.ROOT));
    }

    private boolean tellsOfOtherOwner(String text) {
        List<Owned> told = owned(text);
        List<Word> words = told.isEmpty() ? List.of() : question.words().of(text);
        return asked.stream().anyMatch(one -> one.thing.stream().map(Word::term).filter(thing -> words.stream().anyMatch(word -> word.term().equals(thing))).findFirst()
                .filter(thing -> words.stream().filter(word -> word.term().equals(thing)).allMatch(word -> isOfOther(one.owner, word, told))).isPresent());
    }

    private static boolean isOfOther(String owner, Word thing, List<Owned> told) {
        Set<String> owners = told.stream().filter(one -> one.thing.stream().anyMatch(word -> word.start() == thing.start())).map(Owned::owner).collect(Collectors.toSet());
        return !owners.isEmpty() && owners.stream().noneMatch(other -> mayBeOne(owner, other));
    }

    /** Whether two owners may be one: "she" and "my mother" may be anybody else. */
    private static boolean mayBeOne(String asked, String told) {
        return asked.equals(told) || !asked.equals(ME) && !told.equals(ME) && (asked.equals(SOMEBODY) || told.equals(SOMEBODY));
    }

    /** Who owns what in a text: "Ann's boat" and "my boat". */
    private List<Owned> owned(String text) {
        if (question.words().unspaced()) {
            return List.of();
        }
        List<Word> words = question.words().of(text);
        var owned = new ArrayList<Owned>();
        Matcher owner = OWNER.matcher(text);
        while (owner.find()) {
            int from = owner.end();
            List<Word> behind = words.stream().filter(word -> word.start() >= from).toList();
            var thing = new ArrayList<Word>();
            for (Word word : behind) {
                boolean beside = thing.isEmpty() ? word.start() == from : BESIDE.matcher(text.substring(thing.getLast().end(), word.start())).matches();
                if (!beside || thing.size() == LONGEST_NAME) {
                    break;
                }
                thing.add(word);
            }
            if (!thing.isEmpty()) {
                owned.add(new Owned(owner(owner), List.copyOf(thing)));
            }
        }
        return owned;
    }

    private static String owner(Matcher owner) {
        String name = owner.group("name");
        return owner.group("me") != null ? ME : name == null || !Character.isUpperCase(name.codePointAt(0)) ? SOMEBODY : name.toLowerCase(Locale.ROOT);
    }
}
