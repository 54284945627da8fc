package palimpsest.runtime.conversation;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;

/**
 * Which addresses a model may be connected at. An operator may name the machine itself and its private networks, where model servers
 * mostly are. Addresses that no model server has are refused: link-local ones, where clouds give out the credentials of the machine,
 * multicast and the unspecified address.
 */
final class ModelAddress {

    private static final int LONGEST = 1000;
    /** Of a cloud's metadata in its own network, not link-local. */
    private static final Set<String> METADATA = Set.of("fd00:ec2:0:0:0:0:0:254", "100.100.100.200", "192.0.0.192");

    private ModelAddress() {}

    /** @throws RequestRefused INVALID, with what is wrong with it */
    static String checked(String address) {
        URI uri = parsed(address);
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https") || uri.getHost() == null) {
            throw refused("must be an http or https address, such as http://127.0.0.1:8000/v1.");
        }
        if (uri.getRawUserInfo() != null) {
            throw refused("must hold no user and password: it is stored. Give the key by itself.");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw refused("must have no ? and no #: paths of calls are put after it.");
        }
        requirePlausible(uri.getHost());
        return address.replaceFirst("/+$", "");
    }

    private static URI parsed(String address) {
        if (address.length() > LONGEST) {
            throw refused("has more than " + LONGEST + " characters.");
        }
        try {
            return URI.create(address);
        } catch (IllegalArgumentException notOne) {
            throw refused("is no address: write it as http://127.0.0.1:8000/v1.");
        }
    }

    /** A host without an address now may have one later. */
    private static void requirePlausible(String host) {
        try {
            for (InetAddress one : InetAddress.getAllByName(host)) {
                if (one.isLinkLocalAddress() || one.isMulticastAddress() || one.isAnyLocalAddress() || METADATA.contains(one.getHostAddress())) {
                    throw refused("leads to " + one.getHostAddress() + ", where no model server is: link-local, multicast and unspecified addresses are refused.");
                }
            }
        } catch (UnknownHostException later) {
            // The test of the model tells it.
        }
    }

    private static RequestRefused refused(String rule) {
        return RequestRefused.invalid("base_url", "base_url " + rule);
    }
}
