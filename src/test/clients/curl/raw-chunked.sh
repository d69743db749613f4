curl -sS --fail-with-body -u "admin:$SLIPWAY_PASSWORD" -H 'Transfer-Encoding: chunked' \
    -T site.tar.gz "$SLIPWAY_URL/components/shop"
