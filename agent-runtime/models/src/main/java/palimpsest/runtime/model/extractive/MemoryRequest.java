package palimpsest.runtime.model.extractive;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * What a person asks of memory itself: "Remember that the gate code is 12." "Forget my gate code."
 *
 * @param about what is to be kept or forgotten, in the person's words
 */
record MemoryRequest(Kind kind, String about) {

    enum Kind { KEEP, FORGET }

    private static final Map<Kind, Pattern> ASKED = Map.of(
            Kind.KEEP, Pattern.compile("(?iUs)^\\W*(?:please |kindly |always )*(?:remember(?: that|:| (?=(?:my|our|i|i['’]m|we|we['’]re)\\b))|keep in mind(?: that|:)|(?:do not|don['’]t) forget(?: that|:)"
                    + "|merke? dir(?: bitte)?(?:,? dass|:)|vergiss nicht(?:,? dass|:))\\s*(.+)"
                    + "|^\\W*(?:por favor,? )?(?:recuerda|ten en cuenta|no olvides)(?: que|:)\\s*(.+)|^\\W*(?:s['’]il te plaît,? )?(?:souviens-toi|retiens|rappelle-toi|n['’]oublie pas)(?: que | qu['’]|:\\s*)(.+)|^\\W*请?(?:帮我)?(?:记住|记得)[，：:,]?(.+)"),
            Kind.FORGET, Pattern.compile("(?iUs)^\\W*(?:please |kindly )*forget (?:about |that |(?:all|everything|anything) (?:about|of) |(?:all|everything|what|anything) (?:(?:that )?(?:i|we) (?:said|told you)|you (?:know|remember))(?: about| of)? )?(.+)"
                    + "|^\\W*(?:bitte )?vergiss(?: bitte)? (?!nicht)(?:was ich (?:dir )?(?:über|von) )?(.+)"
                    + "|^\\W*(?:por favor,? )?olvida (?!que\\b)(?:todo )?(?:lo que te (?:dije|conté) (?:de|sobre) |(?:lo de|sobre) )?(.+)|^\\W*(?:s['’]il te plaît,? )?oublie (?!qu[e'’])(?:tout )?(?:ce que je t['’]ai dit (?:de|sur) |sur )?(.+)|^\\W*请?(?:你)?(?:忘掉|忘记(?=我))(.+)"));
    private static final Pattern ASKS = Pattern.compile("[?？]\\W*$");

    /** Empty for everything else that is said. */
    static Optional<MemoryRequest> in(String said) {
        return ASKS.matcher(said).find() ? Optional.empty() : ASKED.entrySet().stream().map(kind -> in(said, kind.getKey(), kind.getValue())).flatMap(Optional::stream).findFirst();
    }

    private static Optional<MemoryRequest> in(String said, Kind kind, Pattern pattern) {
        Matcher asked = pattern.matcher(said);
        return !asked.find() ? Optional.empty()
                : IntStream.rangeClosed(1, asked.groupCount()).mapToObj(asked::group).filter(Objects::nonNull).findFirst().map(about -> new MemoryRequest(kind, about.strip()));
    }
}
