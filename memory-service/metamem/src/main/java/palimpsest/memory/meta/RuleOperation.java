package palimpsest.memory.meta;

/** A change to the rules, in the form in which a model proposes it (MetaMem, evolution steps 5 and 6). */
public sealed interface RuleOperation {

    record Add(String content) implements RuleOperation {}

    record Update(String id, String content) implements RuleOperation {}

    record Delete(String id) implements RuleOperation {}
}
