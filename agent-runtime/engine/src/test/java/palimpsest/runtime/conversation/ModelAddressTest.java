package palimpsest.runtime.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelAddressTest {

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:8000/v1", "https://localhost/v1", "http://10.1.2.3", "http://[::1]:11434", "https://no-such-host.invalid/v1"})
    void the_machine_its_networks_and_hosts_to_come_are_allowed(String address) {
        assertThat(ModelAddress.checked(address)).isEqualTo(address);
        assertThat(ModelAddress.checked(address + "//")).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://169.254.169.254/latest", "http://[fe80::1]/", "http://0.0.0.0:80", "http://224.0.0.1", "http://[fd00:ec2::254]/", "http://[::ffff:169.254.169.254]/",
        "http://2852039166/", "http://100.100.100.200"})
    void addresses_of_a_clouds_metadata_and_such_without_a_server_are_refused(String address) {
        assertThatThrownBy(() -> ModelAddress.checked(address)).isInstanceOf(RequestRefused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://127.0.0.1/", "file:///etc/passwd", "127.0.0.1:8000", "http://", "http:///v1", "not an address", "http://ann:secret@127.0.0.1/v1",
        "http://127.0.0.1/v1?key=secret", "http://127.0.0.1/v1#part"})
    void what_is_no_plain_address_is_refused(String address) {
        assertThatThrownBy(() -> ModelAddress.checked(address)).isInstanceOf(RequestRefused.class).hasMessageContaining("base_url");
    }
}
