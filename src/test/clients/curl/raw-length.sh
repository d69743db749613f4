curl -sS --fail-with-body -u "admin:$SLIPWAY_PASSWORD" -T site.tar.gz "$SLIPWAY_URL/components/shop"
