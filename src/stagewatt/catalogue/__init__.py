"""What racks are: one TOML file per rack model, strictly loaded into `domain.rack.RackModel`."""
