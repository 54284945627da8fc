package palimpsest.evaluation.verification;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Writes made-up prose about made-up things, each sentence with a figure that is known. */
final class SyntheticCorpus {

    private static final String[] PLACES = {"Velmora", "Tarn Hollow", "Oskelby", "Zürnau", "Saint-Aubré", "Kjeldvik", "Port Ilsa", "Marrowgate", "Łęczno", "Quillhaven",
        "Dunmerrow", "Ysolde Bay", "Brackenford", "São Telmo", "Nørrefjord", "Halvetia"};
    private static final String[] PEOPLE = {"Ada Lindqvist", "Tomás Ferreyra", "Imke Vandersloot", "Oyelaran Bakare", "Zoë Achterberg", "Rurik Halloran", "Noor Estrada",
        "Piet Ombelet", "Sunniva Krag", "Matteo D’Ambra"};
    /** Sentence with {p} place, {n} person, {q} figure; what it is restated as; the units that fit. */
    private static final String[][] FORMS = {
        {"The lighthouse of {p} stands {q} above the water, wrote {n}.", "The lighthouse of {p} stands {q} above the water", "m|ft|metres"},
        {"Every winter the ferry from {p} carries {q} of salted fish to the mainland.", "The ferry from {p} carries {q} of salted fish every winter", "kg|tonnes|lbs"},
        {"{n} paid {q} for the old mill in {p}, a price that nobody understood.", "{n} paid {q} for the old mill in {p}", "euros|dollars|pounds"},
        {"The tunnel beneath {p} is {q} long and was dug by hand.", "The hand-dug tunnel beneath {p} is {q} long", "km|miles|m"},
        {"A full reservoir at {p} holds {q} of spring water.", "The reservoir at {p} holds {q} of spring water when full", "litres|m³|gallons"},
        {"The night train needs {q} from {p} to the coast, as {n} recorded.", "The night train needs {q} from {p} to the coast", "hours|minutes|days"},
        {"In the archive of {p} some {q} of shelves burned during the great storm.", "Some {q} of shelves burned in the archive of {p}", "m|metres|ft"},
        {"The orchard at {p} covers {q} and belongs to the family of {n}.", "The orchard at {p} covers {q}", "ha|acres|m²"},
        {"According to {n}, the furnace in {p} reaches {q} before the glass melts.", "The furnace in {p} reaches {q} before the glass melts", "°C|°F"},
        {"The archive server in {p} keeps {q} of scanned letters.", "The archive server in {p} keeps {q} of scanned letters", "GB|MB|TB"},
        {"A share of {q} of the votes in {p} went to {n}.", "In {p}, {q} of the votes went to {n}", "%|‰"},
        {"The apprenticeship with {n} in {p} lasts {q} and ends with a feast.", "The apprenticeship with {n} in {p} lasts {q}", "years|months|weeks"}};

    private final Random random;

    SyntheticCorpus(Random random) {
        this.random = random;
    }

    /**
     * A sentence and what is known of it.
     *
     * @param claim    the same in other words, with {q} where the figure stands
     * @param unit     as it is written
     * @param others   units that would be wrong
     */
    record Told(String sentence, String claim, long number, String unit, List<String> others, String topic) {

        String restated(String figure) {
            return claim.replace("{q}", figure) + ".";
        }
    }

    Told sentence(int form, int place) {
        String[] chosen = FORMS[form % FORMS.length];
        List<String> units = List.of(chosen[2].split("\\|"));
        String unit = pick(units);
        long number = chosen[2].startsWith("%") ? 3 + random.nextInt(90) : random.nextBoolean() ? 3 + random.nextInt(900) : 1_000 + random.nextInt(98_000);
        String where = PLACES[place % PLACES.length];
        String who = PEOPLE[random.nextInt(PEOPLE.length)];
        String figure = figure(number, unit);
        List<String> others = new ArrayList<>(units);
        others.removeIf(other -> sameMeasure(other, unit));
        return new Told(chosen[0].replace("{p}", where).replace("{n}", who).replace("{q}", figure),
                chosen[1].replace("{p}", where).replace("{n}", who), number, unit, others, chosen[1].replace("{p}", where).replace("{n}", who).replace("{q}", "what")); // or a quote without its figure would stand in the question
    }

    private static boolean sameMeasure(String a, String b) {
        return a.equals(b) || List.of("m", "metres").containsAll(List.of(a, b));
    }

    /** A number and its unit as somebody may write them. */
    String figure(long number, String unit) {
        String digits = String.valueOf(number);
        if (number >= 1_000) {
            String grouped = String.format(Locale.ROOT, "%,d", number);
            digits = pick(List.of(grouped, digits, grouped.replace(',', '\u202F'), grouped.replace(',', '\u00A0'), grouped.replace(",", "’")));
        }
        return digits + pick(List.of(" ", "\u00A0", unit.length() <= 2 && !Character.isLetter(unit.charAt(0)) ? "" : " ")) + unit;
    }

    <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
