package palimpsest.memory.text;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What begins with a pronoun for somebody who was named right before: "She lives in Porto." after "I have a sister." Known in English, German and French, and in Spanish as far as it has pronouns.
 */
public final class BackReference {

    private static final String OPENING = "(?iU)^\\W*(?:(?:and|but|so|oh|well|yes|no|actually|also|by the way|now|then|und|aber|ja|nein|übrigens|jetzt|et|mais|oui|non|maintenant|y|pero|sí|ahora)\\b\\W+)*";
    private static final Pattern PRONOUN = Pattern.compile(OPENING + "(?:(?<she>she|elle|ella)|(?<he>he|il(?! (?:y|faut|pleut|est \\d))|él)|(?<they>they|ils|elles|ellos|ellas)|(?<sie>sie)|(?<er>er)"
            + "|(?<poss>her|his|their|its|seine?|ihre?|son|sa|leur|su)|(?<it>it(?=(?:['’]s| is| was) (?:called|named)|['’]s name)))\\b(?:['’](?=s|ll|ve|re|d))?");

    private static final List<String> GROUPS = List.of("she", "he", "they", "sie", "er", "poss", "it");
    private static final String FEMALE = "mother|mum|mom|sister|daughter|wife|girlfriend|aunt|grandmother|grandma|niece|mutter|mama|schwester|tochter|frau|freundin|tante|oma|großmutter|nichte|mère|maman|sœur|soeur|fille|femme|copine|nièce|madre|mamá|hermana|hija|mujer|esposa|novia|tía|abuela|sobrina";
    private static final String MALE = "father|dad|brother|son|husband|boyfriend|uncle|grandfather|grandpa|nephew|vater|papa|bruder|sohn|mann|freund|onkel|opa|großvater|neffe|père|frère|fils|mari|copain|oncle|neveu|padre|papá|hermano|hijo|marido|esposo|novio|tío|abuelo|sobrino";
    private static final String SEVERAL = "parents|children|kids|sons|daughters|sisters|brothers|friends|neighbou?rs|cats|dogs|eltern|kinder|söhne|töchter|schwestern|brüder|enfants|parents|fils|hijos|padres|hermanos";
    private static final String MINE = "my|our|meine?[nmr]?|unsere?[nmr]?|mon|ma|mes|notre|nos|mis?|nuestr[oa]s?";
    private static final Pattern OWNED = Pattern.compile("(?iU)\\b(?<mine>" + MINE + ") (?<thing>(?:(?:older|younger|elder|little|big|twin|best|new|old|ältere?[nmr]?|jüngere?[nmr]?|kleine?[nmr]?|große?[nmr]?|petite?|grande?) )?[\\p{L}\\p{M}-]+)(?:(?: (?:is|was|are) (?:called|named)| heißt| s['’]appelle| se llama|,)?(?<name> (?-i:\\p{Lu})[\\p{L}-]+)(?![\\p{L}-]* (?:and|und|et|y) (?-i:\\p{Lu})))?");
    /** Who is told of by a trade or a role alone: "The plumber comes on Thursday." */
    private static final Pattern ROLE = Pattern.compile("(?U)(?:^|[.!?] )(?<the>(?:The|Der|Die|Le|La|El) )(?<role>[\\p{L}-]+)(?= (?:is|was|has|comes?|came|will|wants?|said|says|called|told|lives|works|kommt|kam|ist|hat|will|wird|sagte|vient|est|a|va|veut|viene|es|tiene|va|quiere)\\b)");
    private static final Pattern HAD = Pattern.compile("(?iU)\\b(?:i|we)(?:['’]ve| have| got| have got|['’]ve got| adopted| bought) (?:(?:an?|two|three|four|some) )(?<thing>(?:[\\p{L}-]+ ){0,2}?[\\p{L}-]+)(?=[.,;!]|$| (?:named|called|who|that|which|in|from|and|at)\\b)(?:,? (?:named|called) (?<name>(?-i:\\p{Lu})[\\p{L}-]+))?"
            + "|\\b(?:ich habe|wir haben) (?:einen?|eine|zwei|drei) (?<ding>(?:[\\p{L}-]+ )?[\\p{L}-]+)|\\b(?:j['’]ai|nous avons) (?:une?|deux|trois) (?<chose>[\\p{L}-]+)|\\b(?:tengo|tenemos) (?:una?|dos|tres) (?<cosa>[\\p{L}-]+)");
    private static final Pattern NAME = Pattern.compile("(?U)(?:(?<![.!?:] )(?<!^)(?<!\\b(?:in|at|to|from|on|near|of|for|im|aus|nach|à|de|en|the|am|um) )\\b|^)(?<name>\\p{Lu}\\p{Ll}+)(?= (?:is|was|has|works|lives|and|runs|owns|at|in|on|from|for|to|last|yesterday|today|ist|hat|wohnt|est|a|es|tiene)\\b|[.,!])");
    private static final List<String> NO_NAMES = List.of("Dr", "Mr", "Mrs", "Ms", "Prof", "I", "She", "He", "It", "We", "They", "This", "That", "There", "Ich", "Er", "Sie", "Es", "Wir", "Il", "Elle", "On", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday");
    private static final Map<String, Pattern> KINDS = Map.of("she", Pattern.compile("(?iU).*\\b(?:" + FEMALE + ")"), "he", Pattern.compile("(?iU).*\\b(?:" + MALE + ")"), "they", Pattern.compile("(?iU).*\\b(?:" + SEVERAL + ")"));

    /** What has no subject of its own: "That's on the 14th.", "At nine." */
    private static final Pattern POINTS_BACK = Pattern.compile("(?iU)^\\W*(?:(?:and|but|so|und|aber|et|mais|y|pero)\\W+)?(?:that|this|it|they|there|das|dies|es|ça|cela|ce sera|c['’]est|eso|esto|será"
            + "|(?:on|at|in|from|until|am|um|im|bis|à|le|el|a las) (?:the |der |dem |la )?(?:\\d|\\p{Lu}|half|noon|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve))\\b");

    private BackReference() {}

    /** Whether a text has no subject of its own and may tell more of what was told right before: "That's on the 14th.", "At nine." */
    public static boolean pointsBack(String text) {
        return POINTS_BACK.matcher(text).find();
    }

    /** Whether a text begins so. */
    public static boolean opens(String text) {
        return PRONOUN.matcher(text).find();
    }

    /**
     * The text with whom it is of in place of the pronoun: "My sister lives in Porto."
     *
     * @param before what the same person said right before
     * @return empty where it begins with no pronoun, or nobody was named to whom it fits
     */
    public static Optional<String> resolved(String text, String before) {
        Matcher pronoun = PRONOUN.matcher(text);
        if (!pronoun.find() || opens(before)) {
            return Optional.empty();
        }
        boolean owner = pronoun.group("poss") != null;
        String group = GROUPS.stream().filter(one -> pronoun.group(one) != null).findFirst().orElseThrow();
        return whom(kind(pronoun), before).map(whom -> text.substring(0, pronoun.start(group)) + whom + (owner ? "'s" : "") + text.substring(pronoun.end(group)));
    }

    /** {@code she}, {@code he}, {@code they}, or empty for any. */
    private static String kind(Matcher pronoun) {
        String poss = pronoun.group("poss") == null ? "" : pronoun.group("poss").toLowerCase(Locale.ROOT);
        return pronoun.group("she") != null || poss.equals("her") ? "she" : pronoun.group("he") != null || pronoun.group("er") != null || poss.equals("his") || poss.startsWith("sein") ? "he"
                : pronoun.group("they") != null || poss.equals("their") ? "they" : "";
    }

    /** Who is of the kind before anybody else; none of whom it is known that they are of another. */
    private static Optional<String> whom(String kind, String before) {
        List<String> relatives = Stream.concat(
                OWNED.matcher(before).results().map(found -> found.group("mine") + " " + found.group("thing") + (found.group("name") == null ? "" : found.group("name"))),
                HAD.matcher(before).results().flatMap(found -> Stream.of("thing", "ding", "chose", "cosa").filter(group -> found.group(group) != null)
                        .map(group -> mine(group) + " " + found.group(group) + (found.group("name") == null ? "" : " " + found.group("name"))))).toList();
        Stream<String> names = NAME.matcher(before).results().map(found -> found.group("name")).filter(name -> !NO_NAMES.contains(name));
        Stream<String> called = HAD.matcher(before).results().filter(found -> found.group("name") != null).map(found -> "my " + found.group("thing") + " " + found.group("name"))
                .filter(one -> KINDS.values().stream().noneMatch(of -> of.matcher(one).lookingAt()));
        Stream<String> ofKind = relatives.stream().filter(one -> kind.isEmpty() ? KINDS.values().stream().anyMatch(of -> of.matcher(one).lookingAt()) : KINDS.get(kind).matcher(one).lookingAt());
        Stream<String> ofNoKind = relatives.stream().filter(one -> KINDS.values().stream().noneMatch(of -> of.matcher(one).lookingAt()));
        Stream<String> roles = kind.equals("they") ? Stream.empty() : ROLE.matcher(before).results().map(found -> found.group("the").toLowerCase(Locale.ROOT) + found.group("role"));
        return Stream.of(ofKind, called, names, ofNoKind, roles).flatMap(all -> all).findFirst();
    }

    private static String mine(String group) {
        return switch (group) {
            case "ding" -> "mein";
            case "chose" -> "mon";
            case "cosa" -> "mi";
            default -> "my";
        };
    }
}
