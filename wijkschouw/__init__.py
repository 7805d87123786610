"""wijkschouw: neighbourhood inspections, from the phone in the street to the map and the task."""
