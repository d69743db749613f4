package dev.slipway.container;

/** Every client that exists, against one server. */
interface ClientsContract extends AnsibleContract, CurlContract, FetchContract, HarperContract, HttpClientContract,
        OwnClientContract, RequestsContract {
}
