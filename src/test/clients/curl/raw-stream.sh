tar czf - -C dist . |
    curl -sS --fail-with-body -u "admin:$SLIPWAY_PASSWORD" -T - "$SLIPWAY_URL/components/shop"
